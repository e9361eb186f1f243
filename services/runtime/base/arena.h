/* Memory of one drain: given piece by piece, taken back at once. Out of memory ends the process (a supervisor restarts
 * it). */
#ifndef RT_BASE_ARENA_H
#define RT_BASE_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct rt_arena;

/* `first_bytes`: size of the first block, 0 = a default of 16 KiB; later blocks double up to 1 MiB. Sanitizer builds
 * (RT_SANITIZED) malloc each piece, so that an overflow of one is seen. */
struct rt_arena *rt_arena_new(size_t first_bytes);
void rt_arena_destroy(struct rt_arena **arena);

/* Takes everything back but the first block. */
void rt_arena_reset(struct rt_arena *arena);

/* Zeroed, aligned to 16. Never NULL. */
void *rt_arena_alloc(struct rt_arena *arena, size_t bytes);
/* `count` zeroed things of `bytes` each; an overflow is a bug (assert). */
void *rt_arena_array(struct rt_arena *arena, size_t count, size_t bytes);
void *rt_arena_copy(struct rt_arena *arena, const void *data, size_t bytes);
/* NULL gives "". */
char *rt_arena_text(struct rt_arena *arena, const char *text);
char *rt_arena_textn(struct rt_arena *arena, const char *text, size_t bytes);
char *rt_arena_printf(struct rt_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An allocator for protobuf-c's unpack: free is a no-op, the message dies with the arena. Owned by the arena. */
ProtobufCAllocator *rt_arena_protobuf(struct rt_arena *arena);

#endif
