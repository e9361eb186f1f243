/* What the kernel knows of this process, under the names Prometheus gives it everywhere. */
#ifndef RT_METRICS_PROCESS_H
#define RT_METRICS_PROCESS_H

#include "runtime/base/buffer.h"

void rt_process_print(struct rt_buffer *out);

#endif
