/* An e-mail as it goes over the wire: RFC 5322 head, MIME, UTF-8 text in base64. Whatever is in the texts, the head has
 * the lines written here and no other. */
#ifndef NOTIFICATION_RULES_MAIL_MESSAGE_H
#define NOTIFICATION_RULES_MAIL_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

struct notification_mail {
  const char *id;      /* of the sending: the same at every attempt, so is the Message-ID */
  const char *from;    /* valid address */
  const char *name;    /* shown beside it, UTF-8 */
  const char *to;      /* valid address */
  const char *subject; /* UTF-8 */
  const char *text;    /* UTF-8, lines end with LF */
  int64_t at_us;
};

/* Bytes that surely hold the message with a NUL. */
size_t notification_mail_room(const struct notification_mail *mail);
/* Writes the message, lines ended by CRLF, and a NUL; `out` has notification_mail_room bytes. Returns the length. */
size_t notification_mail_write(const struct notification_mail *mail, char *out);

#endif
