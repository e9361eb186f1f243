/* GET /v1/papers/{paperId}: GetPaper says what it is, then piece after piece goes out as fast as the client takes them.
 * Sent as an attachment with the type that was checked by content. */
#ifndef GW_PAPERS_DOWNLOAD_H
#define GW_PAPERS_DOWNLOAD_H

#include "gateway/gateway.h"

void gw_download_begin(struct gw_request *r);
/* The client has taken enough for the next piece. */
void gw_download_room(struct gw_request *r);
/* NULL-safe. */
void gw_download_free(struct gw_download *download);

#endif
