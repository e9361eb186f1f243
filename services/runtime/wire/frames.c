#include "runtime/wire/frames.h"

#include <string.h>

/* Where the fields of the head lie. */
enum {
  AT_VERSION = 0,
  AT_KIND = 1,
  AT_ATTEMPT = 2,
  AT_EPOCH = 3,
  AT_ARGUMENT = 4,
  AT_ID = 8,
  AT_TICKET = 24,
  AT_NAME = 32,
  AT_FIRST = 64
};

static void put(uint8_t *bytes, int count, uint64_t value) {
  for (int i = 0; i < count; i++) {
    bytes[i] = (uint8_t)(value >> (8 * (count - 1 - i)));
  }
}

static uint64_t get(const uint8_t *bytes, int count) {
  uint64_t value = 0;
  for (int i = 0; i < count; i++) {
    value = value << 8 | bytes[i];
  }
  return value;
}

void rt_wire_head_write(const struct rt_wire_head *head, uint8_t ret_bytes[RT_WIRE_HEAD_SIZE]) {
  ret_bytes[AT_VERSION] = RT_WIRE_VERSION;
  ret_bytes[AT_KIND] = (uint8_t)head->kind;
  ret_bytes[AT_ATTEMPT] = head->attempt;
  ret_bytes[AT_EPOCH] = head->epoch;
  put(ret_bytes + AT_ARGUMENT, 4, head->argument);
  memcpy(ret_bytes + AT_ID, head->id, RT_WIRE_ID_SIZE);
  put(ret_bytes + AT_TICKET, 8, head->ticket);
  memcpy(ret_bytes + AT_NAME, head->name, sizeof head->name);
  put(ret_bytes + AT_FIRST, 4, head->first_size);
}

static bool parts_fit(const uint8_t *from, size_t size) {
  size_t parts = size - RT_WIRE_HEAD_SIZE;
  size_t first = (size_t)get(from + AT_FIRST, 4);
  return first <= parts && first <= RT_WIRE_PAYLOAD_MAX && parts - first <= RT_WIRE_PAYLOAD_MAX;
}

bool rt_wire_head_read(const void *bytes, size_t size, struct rt_wire_head *ret_head) {
  const uint8_t *from = bytes;
  if (size < RT_WIRE_HEAD_SIZE || from[AT_VERSION] != RT_WIRE_VERSION) {
    return false;
  }
  if (from[AT_KIND] < RT_WIRE_REQUEST || from[AT_KIND] >= RT_WIRE_KIND__COUNT) {
    return false;
  }
  if (from[AT_NAME + RT_WIRE_NAME_MAX] != 0 || !parts_fit(from, size)) {
    return false;
  }
  ret_head->kind = (enum rt_wire_kind)from[AT_KIND];
  ret_head->attempt = from[AT_ATTEMPT];
  ret_head->epoch = from[AT_EPOCH];
  ret_head->argument = (uint32_t)get(from + AT_ARGUMENT, 4);
  memcpy(ret_head->id, from + AT_ID, RT_WIRE_ID_SIZE);
  ret_head->ticket = get(from + AT_TICKET, 8);
  memcpy(ret_head->name, from + AT_NAME, sizeof ret_head->name);
  ret_head->first_size = (uint32_t)get(from + AT_FIRST, 4);
  return true;
}

struct rt_bytes rt_wire_first(const void *bytes, const struct rt_wire_head *head) {
  return (struct rt_bytes){(const uint8_t *)bytes + RT_WIRE_HEAD_SIZE, head->first_size};
}

struct rt_bytes rt_wire_second(const void *bytes, size_t size, const struct rt_wire_head *head) {
  size_t before = RT_WIRE_HEAD_SIZE + head->first_size;
  return (struct rt_bytes){(const uint8_t *)bytes + before, size - before};
}

bool rt_wire_lane_good(const char *name) {
  size_t size = strnlen(name, RT_WIRE_LANE_MAX + 1);
  size_t dots = 0;
  if (size < 3 || size > RT_WIRE_LANE_MAX || name[0] == '.' || name[size - 1] == '.') {
    return false;
  }
  for (size_t i = 0; i < size; i++) {
    if (name[i] == '.') {
      dots++;
    } else if (name[i] < 'a' || name[i] > 'z') {
      return false;
    }
  }
  return dots == 1;
}
