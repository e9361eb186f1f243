#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/cleanup.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(arena, pieces_are_zeroed_aligned_and_apart) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(64);
  unsigned char *pieces[300];
  for (size_t round = 0; round < 3; round++) {
    for (size_t i = 0; i < 300; i++) {
      pieces[i] = rt_arena_alloc(arena, i);
      cr_assert_eq((uintptr_t)pieces[i] % 16, 0);
      for (size_t k = 0; k < i; k++) {
        cr_assert_eq(pieces[i][k], 0);
      }
      memset(pieces[i], (int)i, i);
    }
    for (size_t i = 0; i < 300; i++) {
      for (size_t k = 0; k < i; k++) {
        cr_assert_eq(pieces[i][k], (unsigned char)i);
      }
    }
    rt_arena_reset(arena);
  }
}

Test(arena, a_piece_larger_than_any_block) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  char *large = rt_arena_alloc(arena, 3u << 20);
  large[(3u << 20) - 1] = 'x';
  cr_assert_str_eq(rt_arena_text(arena, "after"), "after");
}

Test(arena, texts) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  cr_assert_str_eq(rt_arena_text(arena, NULL), "");
  cr_assert_str_eq(rt_arena_textn(arena, "盐津县", 6), "盐津");
  cr_assert_str_eq(rt_arena_printf(arena, "%s-%03d", "a", 7), "a-007");
  cr_assert_eq(memcmp(rt_arena_copy(arena, "\0\1", 2), "\0\1", 2), 0);
}

Test(arena, destroying_nothing_is_nothing) {
  struct rt_arena *arena = NULL;
  rt_arena_destroy(&arena);
  cr_assert_null(arena);
}

Test(arena, protobuf_allocates_in_it_and_frees_nothing) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  ProtobufCAllocator *allocator = rt_arena_protobuf(arena);
  char *piece = allocator->alloc(allocator->allocator_data, 10);
  memcpy(piece, "still here", 10);
  allocator->free(allocator->allocator_data, piece);
  cr_assert_eq(memcmp(piece, "still here", 10), 0);
}

Test(buffer, grows_and_keeps_a_nul) {
  RT_AUTO(rt_buffer_free) struct rt_buffer buffer = {0};
  for (int i = 0; i < 1000; i++) {
    rt_buffer_printf(&buffer, "%d,", i);
    cr_assert_eq(strlen(buffer.data), buffer.used);
  }
  cr_assert_eq(buffer.used, 10u * 2 + 90u * 3 + 900u * 4);
  rt_buffer_clear(&buffer);
  cr_assert_str_eq(buffer.data, "");
  rt_buffer_add(&buffer, "a\0b", 3);
  cr_assert_eq(buffer.used, 3u);
  cr_assert_eq(buffer.data[3], 0);
  memcpy(rt_buffer_reserve(&buffer, 2), "cd", 2);
  buffer.used += 2;
  rt_buffer_text(&buffer, "");
  cr_assert_eq(memcmp(buffer.data, "a\0bcd", 6), 0);
}

Test(cleanup, frees_and_leaves_null) {
  char *text = strdup("x");
  rt_free(&text);
  cr_assert_null(text);
  rt_free(&text);
}
