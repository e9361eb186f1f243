/* Whole small files: keys, calendars, settings. */
#ifndef RT_BASE_FILE_H
#define RT_BASE_FILE_H

#include "runtime/base/buffer.h"
#include "runtime/base/status.h"

/* Reads at most `limit` bytes; a longer file fails. The caller frees the buffer. */
RT_MUST_CHECK bool rt_file_read(const char *path, size_t limit, struct rt_buffer *ret_content, struct rt_error *error);
/* Writes a new file beside it, fsyncs, renames, fsyncs the folder: never half a file. `mode` e.g. 0600. */
RT_MUST_CHECK bool rt_file_write(const char *path, const void *data, size_t bytes, unsigned mode,
                                 struct rt_error *error);

#endif
