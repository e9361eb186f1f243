/* Decoding only shrinks, so one storage of the size of the largest head is enough for every string and its end. */
#include "runtime/http/parse/target.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static const struct rt_http_refusal bad_escape = {400, "BAD_ESCAPE", "路径或查询参数中的百分号编码不正确"};
static const struct rt_http_refusal bad_utf8 = {400, "BAD_UTF8", "路径或查询参数不是正确的 UTF-8"};
static const struct rt_http_refusal no_name = {400, "BAD_QUERY", "查询参数缺少名称"};
static const struct rt_http_refusal repeated = {400, "REPEATED_PARAMETER", "同一查询参数不得重复"};
static const struct rt_http_refusal too_many = {400, "TOO_MANY_PARAMETERS", "查询参数过多"};

struct writer {
  char *at;
  char *end;
};

/* The byte that the escape at text[i] stands for, or -1; NUL counts as no escape, C strings end there. */
static int escaped(struct rt_http_text text, size_t i) {
  if (text.len - i < 3) {
    return -1;
  }
  int high = rt_http_hex((unsigned char)text.at[i + 1]);
  int low = rt_http_hex((unsigned char)text.at[i + 2]);
  return high < 0 || low < 0 || high + low == 0 ? -1 : high * 16 + low;
}

/* Decodes `text` into the storage; *ret_string is what came of it. */
static const struct rt_http_refusal *decode(struct writer *w, struct rt_http_text text, bool plus_is_blank,
                                            const char **ret_string) {
  char *start = w->at;
  for (size_t i = 0; i < text.len; i++) {
    int byte = (unsigned char)text.at[i];
    if (byte == '%') {
      byte = escaped(text, i);
      i += 2;
    } else if (byte == '+' && plus_is_blank) {
      byte = ' ';
    }
    if (byte < 0) {
      return &bad_escape;
    }
    assert(w->at < w->end);
    *w->at++ = (char)byte;
  }
  assert(w->at < w->end);
  *w->at++ = '\0';
  *ret_string = start;
  return rt_http_utf8_ok(start, (size_t)(w->at - start) - 1) ? NULL : &bad_utf8;
}

/* Cuts the part before `mark` off `rest`; false when nothing is left. */
static bool take_part(struct rt_http_text *rest, char mark, struct rt_http_text *ret_part) {
  if (!rest->at) {
    return false;
  }
  const char *cut = memchr(rest->at, mark, rest->len);
  *ret_part = (struct rt_http_text){rest->at, cut ? (size_t)(cut - rest->at) : rest->len};
  size_t eaten = ret_part->len + (cut ? 1 : 0);
  *rest = (struct rt_http_text){cut ? rest->at + eaten : NULL, rest->len - eaten};
  return true;
}

static const struct rt_http_refusal *parse_path(struct writer *w, struct rt_http_text path, struct rt_http_target *t) {
  struct rt_http_text rest = {path.at + 1, path.len - 1};
  struct rt_http_text part = {"", 0};
  while (t->segment_count < RT_HTTP_SEGMENTS_MAX && take_part(&rest, '/', &part)) {
    const struct rt_http_refusal *no = decode(w, part, false, &t->segments[t->segment_count++]);
    if (no) {
      return no;
    }
  }
  return NULL;
}

static const struct rt_http_refusal *parse_param(struct writer *w, struct rt_http_text part, struct rt_http_target *t) {
  struct rt_http_text name = {"", 0};
  struct rt_http_param param;
  take_part(&part, '=', &name);
  struct rt_http_text value = part.at ? part : (struct rt_http_text){"", 0};
  const struct rt_http_refusal *no = decode(w, name, true, &param.name);
  no = no ? no : decode(w, value, true, &param.value);
  if (no) {
    return no;
  }
  if (*param.name == '\0') {
    return &no_name;
  }
  if (*param.value == '\0') {
    return NULL;
  }
  if (rt_http_target_param(t, param.name)) {
    return &repeated;
  }
  if (t->param_count == RT_HTTP_PARAMS_MAX) {
    return &too_many;
  }
  t->params[t->param_count++] = param;
  return NULL;
}

const struct rt_http_refusal *rt_http_target_parse(struct rt_http_text text, struct rt_http_target *ret) {
  assert(text.len > 0 && text.len < RT_HTTP_HEAD_MAX && text.at[0] == '/');
  struct writer w = {ret->storage, ret->storage + sizeof ret->storage};
  struct rt_http_text rest = text;
  struct rt_http_text path = {"", 0};
  struct rt_http_text part = {"", 0};
  ret->segment_count = 0;
  ret->param_count = 0;
  take_part(&rest, '?', &path);
  const struct rt_http_refusal *no = parse_path(&w, path, ret);
  while (!no && take_part(&rest, '&', &part)) {
    no = part.len > 0 ? parse_param(&w, part, ret) : NULL;
  }
  return no;
}

const char *rt_http_target_param(const struct rt_http_target *target, const char *name) {
  for (size_t i = 0; i < target->param_count; i++) {
    if (strcmp(target->params[i].name, name) == 0) {
      return target->params[i].value;
    }
  }
  return NULL;
}
