/* PUT /v1/papers: the body goes to intake in pieces of 192 KiB as it arrives, at most two under way; then FinishPaper,
 * which carries the key, makes it a paper. Each attempt has a paper id of its own, so a broken one harms nobody; its
 * pieces are swept. */
#ifndef GW_PAPERS_UPLOAD_H
#define GW_PAPERS_UPLOAD_H

#include "gateway/gateway.h"

enum { GW_PIECE_BYTES = 192 * 1024, GW_PIECES_UNDER_WAY = 2 };

/* Behind the checks of the head: lets the body come, or answers 415 when its type is none or it is compressed. */
void gw_upload_begin(struct gw_request *r);
void gw_upload_body(struct gw_request *r, const char *bytes, size_t len);
void gw_upload_whole(struct gw_request *r);
/* NULL-safe. */
void gw_upload_free(struct gw_upload *upload);

/* "image/jpeg; x=y" → "image/jpeg", lower case, in ret_type; false if it is no media type. Pure. */
bool gw_upload_media_type(const char *content_type, char *ret_type, size_t size);

#endif
