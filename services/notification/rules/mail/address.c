#include "notification/rules/mail/address.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { LOCAL_MAX = 64, LABEL_MAX = 63 };

/* Parts between dots, none empty, of these characters only. */
static bool parts_of(const char *text, size_t bytes, const char *allowed, size_t part_max) {
  size_t part = 0;
  for (size_t i = 0; i < bytes; i++) {
    bool dot = text[i] == '.';
    if (dot ? part == 0 : !strchr(allowed, text[i]))
      return false;
    part = dot ? 0 : part + 1;
    if (part > part_max)
      return false;
  }
  return part > 0;
}

static bool host_valid(const char *host) {
  return *host != '-' && host[strlen(host) - 1] != '-' && !strstr(host, "-.") && !strstr(host, ".-");
}

bool notification_address_valid(const char *address) {
  const char *at = strrchr(address, '@');
  if (!at || strlen(address) >= NOTIFICATION_ADDRESS_MAX)
    return false;
  size_t local = (size_t)(at - address);
  return local <= LOCAL_MAX && parts_of(address, local, LETTERS "!#$%&'*+/=?^_`{|}~-", LOCAL_MAX) &&
         parts_of(at + 1, strlen(at + 1), LETTERS "-", LABEL_MAX) && host_valid(at + 1);
}

static char lower(char letter) {
  return (char)(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
}

bool notification_address_same(const char *one, const char *other) {
  while (*one && lower(*one) == lower(*other)) {
    one++;
    other++;
  }
  return lower(*one) == lower(*other);
}

const char *notification_address_host(const char *address) {
  const char *at = strrchr(address, '@');
  return at ? at + 1 : address;
}

bool notification_server_is_here(const char *url) {
  static const char *const here[] = {"localhost", "127.0.0.1", "[::1]"};
  const char *host = strstr(url, "://");
  host = host ? host + 3 : url;
  for (size_t i = 0; i < sizeof here / sizeof *here; i++) {
    size_t bytes = strlen(here[i]);
    if (strncmp(host, here[i], bytes) == 0 && strchr(":/", host[bytes])) /* or the end: strchr finds the NUL */
      return true;
  }
  return false;
}
