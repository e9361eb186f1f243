/* A refusal of what came over HTTP, as a value: which status, which code, which sentence in Chinese. The pure parsers
 * return pointers to constants of this kind (NULL means "well formed"), so that a test can compare and nobody frees. */
#ifndef RT_HTTP_REFUSAL_H
#define RT_HTTP_REFUSAL_H

struct rt_http_refusal {
  int status;         /* the HTTP status to answer with */
  const char *code;   /* machine-readable, UPPER_SNAKE */
  const char *detail; /* a sentence for people, Chinese */
};

/* The title of a status in Chinese and its reason phrase in English; never NULL ("错误", "Error" for strange ones). */
const char *rt_http_status_title(int status);
const char *rt_http_status_phrase(int status);

#endif
