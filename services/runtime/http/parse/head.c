/* One pass for the lines, one table for the fields that mean something to the framing. A field that is in the table
 * may come once; every other is kept as it is for whoever asks. */
#include "runtime/http/parse/head.h"

#include <string.h>

static const struct rt_http_refusal bad_line_end = {400, "BAD_HEAD",
                                                    "请求头的每一行必须以 CRLF 结束，且不得含有空字符"};
static const struct rt_http_refusal too_large = {431, "HEAD_TOO_LARGE", "请求头不得超过 8 KiB 或 64 个字段"};
static const struct rt_http_refusal bad_request_line = {400, "BAD_REQUEST_LINE", "请求行的格式不正确"};
static const struct rt_http_refusal bad_target = {400, "BAD_TARGET", "请求目标必须是以 / 开头的路径"};
static const struct rt_http_refusal bad_version = {505, "HTTP_VERSION", "只支持 HTTP/1.1"};
static const struct rt_http_refusal bad_field = {400, "BAD_FIELD", "请求头字段的格式不正确"};
static const struct rt_http_refusal repeated = {400, "REPEATED_FIELD", "决定请求边界的请求头字段只能出现一次"};
static const struct rt_http_refusal bad_host = {400, "BAD_HOST", "必须有且只有一个正确的 Host"};
static const struct rt_http_refusal bad_length = {400, "BAD_CONTENT_LENGTH", "Content-Length 必须只含数字"};
static const struct rt_http_refusal bad_coding = {400, "BAD_TRANSFER_ENCODING", "Transfer-Encoding 只能是 chunked"};
static const struct rt_http_refusal two_framings = {400, "TWO_FRAMINGS",
                                                    "不得同时给出 Content-Length 和 Transfer-Encoding"};
static const struct rt_http_refusal bad_expect = {417, "EXPECTATION", "Expect 只能是 100-continue"};

const struct rt_http_refusal *rt_http_head_find(const char *bytes, size_t len, size_t scanned, size_t *ret_end) {
  size_t stop = len < RT_HTTP_HEAD_MAX ? len : RT_HTTP_HEAD_MAX;
  for (size_t i = scanned; i < stop; i++) {
    if (bytes[i] == '\0' || (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))) {
      return &bad_line_end;
    }
    if (bytes[i] != '\n' && i > 0 && bytes[i - 1] == '\r') {
      return &bad_line_end;
    }
    if (bytes[i] == '\n' && i >= 3 && bytes[i - 2] == '\n') {
      *ret_end = i + 1;
      return NULL;
    }
  }
  *ret_end = 0;
  return len >= RT_HTTP_HEAD_MAX ? &too_large : NULL;
}

/* Cuts the next line off, without its CRLF. The head was measured, so there is one. */
static struct rt_http_text take_line(struct rt_http_text *rest) {
  const char *end = memchr(rest->at, '\r', rest->len);
  struct rt_http_text line = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
  size_t eaten = line.len + 2 < rest->len ? line.len + 2 : rest->len;
  rest->at += eaten;
  rest->len -= eaten;
  return line;
}

/* Cuts at the first `mark`; false if there is none. */
static bool split(struct rt_http_text text, char mark, struct rt_http_text *ret_before,
                  struct rt_http_text *ret_after) {
  const char *at = memchr(text.at, mark, text.len);
  if (!at) {
    return false;
  }
  size_t before = (size_t)(at - text.at);
  *ret_before = (struct rt_http_text){text.at, before};
  *ret_after = (struct rt_http_text){at + 1, text.len - before - 1};
  return true;
}

/* Origin-form: the characters of pchar, "/" and "?" only (RFC 3986); everything else has to be percent-encoded. */
static bool target_ok(struct rt_http_text target) {
  if (target.len == 0 || target.at[0] != '/') {
    return false;
  }
  for (size_t i = 0; i < target.len; i++) {
    unsigned char c = (unsigned char)target.at[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && (c == 0 || !strchr("-._~!$&'()*+,;=:@/?%", c))) {
      return false;
    }
  }
  return true;
}

static bool is_version(struct rt_http_text text) {
  return text.len == 8 && memcmp(text.at, "HTTP/", 5) == 0 && text.at[5] >= '0' && text.at[5] <= '9' &&
         text.at[6] == '.' && text.at[7] >= '0' && text.at[7] <= '9';
}

static const struct rt_http_refusal *parse_request_line(struct rt_http_text line, struct rt_http_head *head) {
  struct rt_http_text rest;
  struct rt_http_text version;
  if (!split(line, ' ', &head->method, &rest) || !split(rest, ' ', &head->target, &version) ||
      !rt_http_text_is_token(head->method) || !is_version(version)) {
    return &bad_request_line;
  }
  if (!rt_http_text_is(version, "HTTP/1.1")) {
    return &bad_version;
  }
  return target_ok(head->target) ? NULL : &bad_target;
}

static struct rt_http_text trim(struct rt_http_text text) {
  while (text.len > 0 && (*text.at == ' ' || *text.at == '\t')) {
    text.at++;
    text.len--;
  }
  while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t')) {
    text.len--;
  }
  return text;
}

static bool value_ok(struct rt_http_text value) {
  for (size_t i = 0; i < value.len; i++) {
    unsigned char c = (unsigned char)value.at[i];
    if ((c < 0x20 && c != '\t') || c == 0x7f) {
      return false;
    }
  }
  return true;
}

static const struct rt_http_refusal *parse_field(struct rt_http_text line, struct rt_http_head *head) {
  struct rt_http_field field;
  if (!split(line, ':', &field.name, &field.value) || !rt_http_text_is_token(field.name) || !value_ok(field.value)) {
    return &bad_field;
  }
  if (head->field_count == RT_HTTP_FIELDS_MAX) {
    return &too_large;
  }
  field.value = trim(field.value);
  head->fields[head->field_count++] = field;
  return NULL;
}

/* host [":" port] of RFC 3986, by its characters; brackets only around the whole of an address. */
static const struct rt_http_refusal *take_host(struct rt_http_text value, struct rt_http_head *head) {
  (void)head;
  size_t i = 0;
  bool bracket = value.len > 0 && value.at[0] == '[';
  const char *others = bracket ? ":." : "-._~!$&'()*+,;=%";
  for (i = bracket; i < value.len; i++) {
    unsigned char c = (unsigned char)value.at[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && !strchr(others, c)) {
      break;
    }
  }
  if (i == (size_t)bracket || (bracket && (i == value.len || value.at[i++] != ']'))) {
    return &bad_host;
  }
  if (i < value.len && value.at[i++] != ':') {
    return &bad_host;
  }
  for (; i < value.len; i++) {
    if (value.at[i] < '0' || value.at[i] > '9') {
      return &bad_host;
    }
  }
  return NULL;
}

static const struct rt_http_refusal *take_length(struct rt_http_text value, struct rt_http_head *head) {
  uint64_t length = 0;
  for (size_t i = 0; i < value.len; i++) {
    if (value.at[i] < '0' || value.at[i] > '9') {
      return &bad_length;
    }
    uint64_t digit = (uint64_t)(value.at[i] - '0');
    length = length > (UINT64_MAX - digit) / 10 ? UINT64_MAX : length * 10 + digit;
  }
  head->length = length;
  return value.len > 0 ? NULL : &bad_length;
}

static const struct rt_http_refusal *take_coding(struct rt_http_text value, struct rt_http_head *head) {
  head->chunked = true;
  return rt_http_text_is(value, "chunked") ? NULL : &bad_coding;
}

static const struct rt_http_refusal *take_expect(struct rt_http_text value, struct rt_http_head *head) {
  head->expect_continue = true;
  return rt_http_text_is_nocase(value, "100-continue") ? NULL : &bad_expect;
}

static const struct rt_http_refusal *take_connection(struct rt_http_text value, struct rt_http_head *head) {
  struct rt_http_text word;
  struct rt_http_text rest = value;
  while (split(rest, ',', &word, &rest)) {
    head->close = head->close || rt_http_text_is_nocase(trim(word), "close");
  }
  head->close = head->close || rt_http_text_is_nocase(trim(rest), "close");
  return NULL;
}

/* The fields that the framing hangs on. */
static const struct meaning {
  const char *name;
  bool once;
  const struct rt_http_refusal *(*take)(struct rt_http_text value, struct rt_http_head *head);
} meanings[] = {
    {"Host", true, take_host},     {"Content-Length", true, take_length},  {"Transfer-Encoding", true, take_coding},
    {"Expect", true, take_expect}, {"Connection", false, take_connection},
};

static const struct rt_http_refusal *take_meaning(const struct meaning *m, struct rt_http_head *head, bool *ret_seen) {
  for (size_t i = 0; i < head->field_count; i++) {
    if (!rt_http_text_is_nocase(head->fields[i].name, m->name)) {
      continue;
    }
    if (*ret_seen && m->once) {
      return m->take == take_host ? &bad_host : &repeated;
    }
    *ret_seen = true;
    const struct rt_http_refusal *no = m->take(head->fields[i].value, head);
    if (no) {
      return no;
    }
  }
  return NULL;
}

static const struct rt_http_refusal *take_meanings(struct rt_http_head *head) {
  bool seen[sizeof meanings / sizeof *meanings] = {false};
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
    const struct rt_http_refusal *no = take_meaning(&meanings[i], head, &seen[i]);
    if (no) {
      return no;
    }
  }
  if (!seen[0]) {
    return &bad_host;
  }
  return seen[1] && seen[2] ? &two_framings : NULL;
}

const struct rt_http_refusal *rt_http_head_parse(const char *bytes, size_t len, struct rt_http_head *ret) {
  struct rt_http_text rest = {bytes, len};
  *ret = (struct rt_http_head){.field_count = 0};
  const struct rt_http_refusal *no = parse_request_line(take_line(&rest), ret);
  for (struct rt_http_text line = take_line(&rest); !no && line.len > 0; line = take_line(&rest)) {
    no = parse_field(line, ret);
  }
  return no ? no : take_meanings(ret);
}

const struct rt_http_field *rt_http_head_field(const struct rt_http_head *head, const char *name, bool *ret_repeated) {
  const struct rt_http_field *found = NULL;
  bool more = false;
  for (size_t i = 0; i < head->field_count; i++) {
    if (rt_http_text_is_nocase(head->fields[i].name, name)) {
      more = found != NULL;
      found = found ? found : &head->fields[i];
    }
  }
  if (ret_repeated) {
    *ret_repeated = more;
  }
  return found;
}
