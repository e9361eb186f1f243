#include "intake/rules/trail/text.h"

#include <stdio.h>
#include <string.h>

struct out {
  char *text;
  size_t size;
  size_t length;
};

static void put(struct out *out, char byte) {
  if (out->length + 1 < out->size)
    out->text[out->length] = byte;
  out->length++;
}

static void puts_raw(struct out *out, const char *text) {
  for (; *text; text++)
    put(out, *text);
}

static void put_string(struct out *out, const char *text) {
  put(out, '"');
  for (; *text; text++) {
    unsigned char byte = (unsigned char)*text;
    char escaped[8];
    if (byte < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      puts_raw(out, escaped);
      continue;
    }
    if (byte == '"' || byte == '\\')
      put(out, '\\');
    put(out, *text);
  }
  put(out, '"');
}

static void put_member(struct out *out, const char *before, const char *value) {
  puts_raw(out, before);
  put_string(out, value);
}

size_t intake_trail_write(const struct intake_trail_text *entry, char *ret_text, size_t size) {
  struct out out = {ret_text, size, 0};
  char seq[16];
  snprintf(seq, sizeof seq, "%d", entry->seq);
  put_member(&out, "{\"case\":", entry->case_number);
  puts_raw(&out, ",\"seq\":");
  puts_raw(&out, seq);
  put_member(&out, ",\"at\":", entry->at);
  put_member(&out, ",\"actor\":{\"role\":", entry->role);
  put_member(&out, ",\"unit\":", entry->unit);
  put_member(&out, ",\"name\":", entry->name);
  put_member(&out, "},\"action\":", entry->action);
  put_member(&out, ",\"from\":", entry->from);
  put_member(&out, ",\"to\":", entry->to);
  put_member(&out, ",\"reason\":", entry->reason);
  puts_raw(&out, "}");
  if (size > 0)
    ret_text[out.length < size ? out.length : size - 1] = '\0';
  return out.length;
}

struct in {
  const char *at;
  char *scratch;
};

static bool take(struct in *in, const char *expected) {
  size_t length = strlen(expected);
  if (strncmp(in->at, expected, length) != 0)
    return false;
  in->at += length;
  return true;
}

static int hex_value(char digit) {
  const char *digits = "0123456789abcdef";
  const char *found = digit ? strchr(digits, digit) : NULL;
  return found ? (int)(found - digits) : -1;
}

/* The byte behind a backslash; -1 for an escape that write does not make: it writes "\u00" and two digits, below 0x20.
 */
static int unescape(struct in *in) {
  if (*in->at == '"' || *in->at == '\\')
    return *in->at++;
  if (strncmp(in->at, "u00", 3) != 0)
    return -1;
  int high = hex_value(in->at[3]);
  int low = high < 0 ? -1 : hex_value(in->at[4]);
  if (high < 0 || high > 1 || low < 0 || high * 16 + low == 0)
    return -1;
  in->at += 5;
  return high * 16 + low;
}

static bool take_string(struct in *in, const char *before, const char **ret_text) {
  if (!take(in, before) || !take(in, "\""))
    return false;
  *ret_text = in->scratch;
  while (*in->at && *in->at != '"') {
    int byte = (unsigned char)*in->at++;
    if (byte == '\\')
      byte = unescape(in);
    if (byte < 0)
      return false;
    *in->scratch++ = (char)byte;
  }
  *in->scratch++ = '\0';
  return take(in, "\"");
}

static bool take_seq(struct in *in, int *ret_seq) {
  enum { DIGITS = 9 };
  if (!take(in, ",\"seq\":"))
    return false;
  size_t digits = strspn(in->at, "0123456789");
  if (digits == 0 || digits > DIGITS || *in->at == '0')
    return false;
  *ret_seq = 0;
  for (; digits > 0; digits--)
    *ret_seq = *ret_seq * 10 + (*in->at++ - '0');
  return true;
}

bool intake_trail_read(const char *text, char *scratch, struct intake_trail_text *ret_entry) {
  struct in in = {text, scratch};
  struct intake_trail_text entry = {0};
  bool right = take_string(&in, "{\"case\":", &entry.case_number) && take_seq(&in, &entry.seq) &&
               take_string(&in, ",\"at\":", &entry.at) && take_string(&in, ",\"actor\":{\"role\":", &entry.role) &&
               take_string(&in, ",\"unit\":", &entry.unit) && take_string(&in, ",\"name\":", &entry.name) &&
               take_string(&in, "},\"action\":", &entry.action) && take_string(&in, ",\"from\":", &entry.from) &&
               take_string(&in, ",\"to\":", &entry.to) && take_string(&in, ",\"reason\":", &entry.reason) &&
               take(&in, "}") && !*in.at;
  if (right)
    *ret_entry = entry;
  return right;
}

static size_t digits(const char *text) {
  return strspn(text, "0123456789");
}

void intake_trail_scrub(char *text) {
  enum { LONG = 11, HEAD = 3, TAIL = 4 };
  while (*text) {
    size_t run = digits(text);
    if (run >= LONG)
      memset(text + HEAD, '*', run - HEAD - TAIL);
    text += run ? run : 1;
  }
}
