/* The built pages (gateway/web), read once at start. Only names known then are served, so no path leads elsewhere: a
 * request's path is compared as it came, never opened. What asks for HTML at an address that is no file gets the entry
 * the address belongs to (/staff/…, /board/…, else /): the pages find their way themselves. */
#ifndef GW_HTTP_WEB_H
#define GW_HTTP_WEB_H

#include "gateway/gateway.h"

struct gw_web;
struct gw_web_file;

/* Reads all files below the directory, with their .gz beside them. "" and a directory without pages are no pages: then
 * "/" says so, in words. False: a file can't be read or all together are too large (32 MB). */
RT_MUST_CHECK bool gw_web_new(const char *directory, struct gw_web **ret_web, struct rt_error *error);
void gw_web_destroy(struct gw_web **web);

/* The page this request is for, NULL if none: another verb than GET and HEAD, the API's own addresses. */
const struct gw_web_file *gw_web_find(const struct gw_web *web, struct gw_request *r);
/* Answers r->file. */
void gw_web_serve(struct gw_request *r);

/* Does "Accept-Encoding: <field>" take gzip? Pure. */
bool gw_web_takes_gzip(const char *field);

#endif
