#include "runtime/wire/frames.h"

#include <string.h>

void rt_wire_head_write(const struct rt_wire_head *head, uint8_t ret_bytes[RT_WIRE_HEAD_SIZE]) {
  ret_bytes[0] = RT_WIRE_VERSION;
  ret_bytes[1] = (uint8_t)head->kind;
  ret_bytes[2] = head->attempt;
  ret_bytes[3] = head->epoch;
  for (int i = 0; i < 4; i++) {
    ret_bytes[4 + i] = (uint8_t)(head->argument >> (24 - 8 * i));
  }
  memcpy(ret_bytes + 8, head->id, RT_WIRE_ID_SIZE);
}

bool rt_wire_head_read(const void *bytes, size_t size, struct rt_wire_head *ret_head) {
  const uint8_t *from = bytes;
  if (size != RT_WIRE_HEAD_SIZE || from[0] != RT_WIRE_VERSION) {
    return false;
  }
  if (from[1] < RT_WIRE_REQUEST || from[1] >= RT_WIRE_KIND__COUNT) {
    return false;
  }
  ret_head->kind = (enum rt_wire_kind)from[1];
  ret_head->attempt = from[2];
  ret_head->epoch = from[3];
  ret_head->argument = 0;
  for (int i = 0; i < 4; i++) {
    ret_head->argument = ret_head->argument << 8 | from[4 + i];
  }
  memcpy(ret_head->id, from + 8, RT_WIRE_ID_SIZE);
  return true;
}

bool rt_wire_lane_read(const void *bytes, size_t size, char ret_lane[RT_WIRE_LANE_MAX + 1]) {
  const char *from = bytes;
  size_t dots = 0;
  if (size < 3 || size > RT_WIRE_LANE_MAX || from[0] == '.' || from[size - 1] == '.') {
    return false;
  }
  for (size_t i = 0; i < size; i++) {
    if (from[i] == '.') {
      dots++;
    } else if (from[i] < 'a' || from[i] > 'z') {
      return false;
    }
  }
  if (dots != 1) {
    return false;
  }
  memcpy(ret_lane, from, size);
  ret_lane[size] = '\0';
  return true;
}
