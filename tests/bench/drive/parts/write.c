#include "tests/bench/drive/parts/write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

uint64_t drive_random(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

void drive_key(uint64_t *state, char ret_key[DRIVE_KEY]) {
  uint64_t high = drive_random(state), low = drive_random(state);
  snprintf(ret_key, DRIVE_KEY, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
           (unsigned)(high & 0xfff), (unsigned)(0x8000 | (low >> 48 & 0x3fff)),
           (unsigned long long)(low & 0xffffffffffffULL));
}

void drive_id_number(uint64_t n, char ret_number[DRIVE_ID]) {
  static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  unsigned order = (unsigned)(n % 1000), day = (unsigned)(n / 1000 % 28), month = (unsigned)(n / 28000 % 12),
           year = (unsigned)(n / 336000 % 43);
  int sum = 0;
  snprintf(ret_number, DRIVE_ID, "530623%04u%02u%02u%03u", 1960 + year, 1 + month, 1 + day, order);
  for (int i = 0; i < 17; i++)
    sum += (ret_number[i] - '0') * weights[i];
  ret_number[17] = "10X98765432"[sum % 11];
  ret_number[18] = '\0';
}

size_t drive_application(const char *item, const char *unit, uint64_t n, const char *intent, size_t room,
                         char *ret_body) {
  char id[DRIVE_ID];
  drive_id_number(n, id);
  int length =
      snprintf(ret_body, room,
               "{\"itemCode\":\"%s\",\"unit\":\"%s\",\"applicant\":{\"name\":\"测试申请人\",\"idNumber\":\"%s\","
               "\"phone\":\"138%08u\"},\"form\":{\"林权证号\":\"530623-%06u\",\"说明\":\"测试\"},\"papers\":[],"
               "\"intent\":\"%s\"}",
               item, unit, id, (unsigned)(n % 100000000), (unsigned)(n % 1000000), intent);
  assert(length > 0 && (size_t)length < room);
  return (size_t)length;
}

size_t drive_request(const char *verb, const char *path, const char *token, const char *key, const char *body,
                     char ret_bytes[DRIVE_REQUEST]) {
  int length = snprintf(ret_bytes, DRIVE_REQUEST, "%s %s HTTP/1.1\r\nHost: bench\r\n", verb, path);
  if (token)
    length += snprintf(ret_bytes + length, (size_t)(DRIVE_REQUEST - length), "Authorization: Bearer %s\r\n", token);
  assert(length < DRIVE_REQUEST);
  if (key)
    length += snprintf(ret_bytes + length, (size_t)(DRIVE_REQUEST - length), "Idempotency-Key: %s\r\n", key);
  assert(length < DRIVE_REQUEST);
  if (body)
    length += snprintf(ret_bytes + length, (size_t)(DRIVE_REQUEST - length),
                       "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
  else
    length += snprintf(ret_bytes + length, (size_t)(DRIVE_REQUEST - length), "\r\n");
  assert(length < DRIVE_REQUEST);
  return (size_t)length;
}

size_t drive_field(const char *json, const char *name, size_t room, char *ret_value) {
  char wanted[48];
  int length = snprintf(wanted, sizeof wanted, "\"%s\":\"", name);
  assert(length > 0 && (size_t)length < sizeof wanted);
  const char *value = strstr(json, wanted);
  if (!value)
    return 0;
  value += length;
  size_t size = strcspn(value, "\"");
  if (size >= room)
    return 0;
  memcpy(ret_value, value, size);
  ret_value[size] = '\0';
  return size;
}
