#include "runtime/base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, FIRST = 16 * 1024, LARGEST = 1024 * 1024 };

struct block {
  struct block *next; /* older */
  size_t room;
  size_t used;
  _Alignas(ALIGN) char data[];
};

struct rt_arena {
  struct block *newest; /* the first block is the last in the list and stays */
  size_t next_bytes;
  size_t first_bytes;
  ProtobufCAllocator protobuf;
};

static void *must(void *memory) {
  if (!memory) {
    fputs("out of memory\n", stderr);
    abort();
  }
  return memory;
}

static size_t aligned(size_t bytes) {
  assert(bytes <= SIZE_MAX - sizeof(struct block) - ALIGN);
  return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static struct block *block_push(struct rt_arena *arena, size_t room) {
  struct block *block = must(malloc(sizeof *block + room));
  *block = (struct block){.next = arena->newest, .room = room};
  arena->newest = block;
  return block;
}

static void *protobuf_alloc(void *data, size_t bytes) {
  return rt_arena_alloc(data, bytes);
}

static void protobuf_free(void *data, void *pointer) {
  (void)data;
  (void)pointer;
}

struct rt_arena *rt_arena_new(size_t first_bytes) {
  struct rt_arena *arena = must(calloc(1, sizeof *arena));
  arena->first_bytes = first_bytes ? aligned(first_bytes) : FIRST;
  arena->next_bytes = arena->first_bytes;
  arena->protobuf = (ProtobufCAllocator){protobuf_alloc, protobuf_free, arena};
  return arena;
}

#ifdef RT_SANITIZED
/* A block a piece, exactly as long as asked for: the sanitizer sees one byte too many, and a use after the reset. */
static void *take(struct rt_arena *arena, size_t bytes) {
  return block_push(arena, bytes)->data;
}

static bool kept(const struct block *block) {
  (void)block;
  return false;
}
#else
static void *take(struct rt_arena *arena, size_t bytes) {
  size_t whole = aligned(bytes);
  struct block *block = arena->newest;
  if (!block || block->room - block->used < whole) {
    block = block_push(arena, whole > arena->next_bytes ? whole : arena->next_bytes);
    arena->next_bytes = arena->next_bytes * 2 < LARGEST ? arena->next_bytes * 2 : LARGEST;
  }
  void *memory = block->data + block->used;
  block->used += whole;
  return memory;
}

static bool kept(const struct block *block) {
  return !block->next;
}
#endif

void rt_arena_reset(struct rt_arena *arena) {
  while (arena->newest && !kept(arena->newest)) {
    struct block *block = arena->newest;
    arena->newest = block->next;
    free(block);
  }
  if (arena->newest) {
    arena->newest->used = 0;
  }
  arena->next_bytes = arena->first_bytes;
}

void rt_arena_destroy(struct rt_arena **arena) {
  if (!*arena) {
    return;
  }
  rt_arena_reset(*arena);
  free((*arena)->newest);
  free(*arena);
  *arena = NULL;
}

void *rt_arena_alloc(struct rt_arena *arena, size_t bytes) {
  return memset(take(arena, bytes ? bytes : 1), 0, bytes);
}

void *rt_arena_array(struct rt_arena *arena, size_t count, size_t bytes) {
  assert(bytes == 0 || count <= SIZE_MAX / bytes);
  return rt_arena_alloc(arena, count * bytes);
}

void *rt_arena_copy(struct rt_arena *arena, const void *data, size_t bytes) {
  void *copy = take(arena, bytes ? bytes : 1);
  if (bytes) {
    memcpy(copy, data, bytes);
  }
  return copy;
}

char *rt_arena_text(struct rt_arena *arena, const char *text) {
  return text ? rt_arena_copy(arena, text, strlen(text) + 1) : rt_arena_textn(arena, "", 0);
}

char *rt_arena_textn(struct rt_arena *arena, const char *text, size_t bytes) {
  char *copy = rt_arena_alloc(arena, bytes + 1);
  if (bytes) {
    memcpy(copy, text, bytes);
  }
  return copy;
}

char *rt_arena_printf(struct rt_arena *arena, const char *format, ...) {
  va_list args;
  va_list again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  assert(length >= 0);
  char *text = rt_arena_alloc(arena, (size_t)length + 1);
  vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

ProtobufCAllocator *rt_arena_protobuf(struct rt_arena *arena) {
  return &arena->protobuf;
}
