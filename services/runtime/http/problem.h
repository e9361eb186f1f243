/* problem+json (RFC 9457): the one shape in which every error leaves, the parser's too. */
#ifndef RT_HTTP_PROBLEM_H
#define RT_HTTP_PROBLEM_H

#include <stddef.h>

struct evbuffer;

struct rt_http_problem_field {
  const char *field;   /* where: a path of lowerCamel names such as applicant.idNumber or papers[0].name */
  const char *message; /* what is wrong there, Chinese */
};

struct rt_http_problem {
  int status;
  const char *code;   /* UPPER_SNAKE; also the end of `type` */
  const char *title;  /* NULL: the status' own */
  const char *detail; /* NULL or empty: left out */
  const struct rt_http_problem_field *errors;
  size_t error_count;   /* 0: `errors` is left out */
  const char *trace_id; /* NULL: left out */
};

/* Appends the JSON object. Bytes that are not UTF-8 come out as U+FFFD, so that the answer is always JSON. */
void rt_http_problem_write(const struct rt_http_problem *problem, struct evbuffer *out);

/* Appends a JSON string with its quotes. */
void rt_http_json_string(const char *text, struct evbuffer *out);

#endif
