/* Pieces of papers as files: <papers>/<paper id>/<number>, each sealed by itself (AAD: paper and number), in a
 * directory all intake processes share. Paper ids are checked UUIDs in lower case, so no name leads anywhere else. */
#ifndef INTAKE_STORE_PIECES_H
#define INTAKE_STORE_PIECES_H

#include "runtime/seal/seal.h"

/* One piece, whole or not at all, on disk when it returns; again is harmless. */
RT_MUST_CHECK bool intake_piece_write(const char *papers, const struct rt_seal *seal, struct rt_arena *arena,
                                      const char *paper_id, int number, struct rt_bytes data, struct rt_error *error);

/* Into the arena. NOT_FOUND when it is not there, DATA_LOSS when it is not what was written. */
RT_MUST_CHECK bool intake_piece_read(const char *papers, const struct rt_seal *seal, struct rt_arena *arena,
                                     const char *paper_id, int number, struct rt_bytes *ret_data,
                                     struct rt_error *error);

/* Takes away all pieces of a paper, also those half written; a paper without any is no error. */
RT_MUST_CHECK bool intake_pieces_remove(const char *papers, const char *paper_id, struct rt_error *error);

/* Calls `found` with each paper that has pieces. */
RT_MUST_CHECK bool intake_pieces_each(const char *papers, void (*found)(void *context, const char *paper_id),
                                      void *context, struct rt_error *error);

#endif
