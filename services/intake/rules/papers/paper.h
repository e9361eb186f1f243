/* Papers that are uploaded (I-06): how large, in what pieces, of which type, and when pieces are nobody's. */
#ifndef INTAKE_RULES_PAPERS_PAPER_H
#define INTAKE_RULES_PAPERS_PAPER_H

#include "domain/refusal.h"
#include <stddef.h>
#include <stdint.h>

enum {
  INTAKE_PIECE_BYTES = 192 * 1024, /* every piece but the last has exactly so many */
  INTAKE_PAPER_BYTES = 20 * 1024 * 1024,
  INTAKE_PAPER_PIECES = (INTAKE_PAPER_BYTES + INTAKE_PIECE_BYTES - 1) / INTAKE_PIECE_BYTES,
  INTAKE_UPLOAD_HOURS = 12, /* an upload is finished within so many, … */
  INTAKE_SWEEP_HOURS = 24,  /* … so its pieces may be taken for nobody's after these; */
  INTAKE_SWEEP_DAYS = 8     /* a sweep that was missed is made up for within so many */
};

/* When a paper's id (a UUIDv7) was made, in microseconds; false for any other id. */
bool intake_paper_made_at(const char *paper_id, int64_t *ret_at_us);

/* PAPER_TOO_OLD when the id was made longer ago than an upload lasts: its pieces may be swept at any time. */
bool intake_upload_open(int64_t made_at_us, int64_t now_us, struct dom_refusal *refusal);

/* True for pieces without a paper that are to go. */
bool intake_pieces_stale(int64_t made_at_us, int64_t now_us);

/* What the sender says of a paper. */
struct intake_paper_claim {
  int32_t pieces;
  int64_t size;
  const char *sha256; /* hex, either case */
  const char *media_type;
};

/* The claim by itself: PAPER_TOO_LARGE, or a count that is not the size's. */
bool intake_paper_claim_fits(const struct intake_paper_claim *claim, struct dom_refusal *refusal);

/* The paper as it was put together (`sha256` lower-case hex); PAPER_INCOMPLETE when it is not what was claimed. */
bool intake_paper_whole(const struct intake_paper_claim *claim, int64_t size, const char *sha256,
                        struct dom_refusal *refusal);

/* The media type a paper is kept and served under: on the list of those allowed, as claimed, and as its content says
 * (`found`: libmagic's word; office and OFD packages by the parts they hold; text only as UTF-8);
 * application/octet-stream claims nothing, then the content alone says it. NULL: PAPER_TYPE. */
const char *intake_paper_type(const char *claimed, const char *found, const void *content, size_t size,
                              struct dom_refusal *refusal);

#endif
