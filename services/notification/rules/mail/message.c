#include "notification/rules/mail/message.h"

#include "domain/date.h"
#include "domain/utf8.h"
#include "notification/rules/mail/address.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
  WORD_BYTES = 39, /* of text in one encoded word: with "Subject: =?UTF-8?B??=" 73 characters, a line may have 76 (RFC
                      2047, 2) */
  LINE_BYTES = 57, /* of text in one line of the body: 76 characters (RFC 2045, 6.8) */
  HEAD_ROOM = 1024,
};

struct writing {
  char *out;
  size_t used;
};

static void put(struct writing *writing, const char *text) {
  size_t bytes = strlen(text);
  memcpy(writing->out + writing->used, text, bytes);
  writing->used += bytes;
}

static void put_base64(struct writing *writing, const char *data, size_t bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes; i += 3) {
    uint32_t three = 0;
    for (size_t k = 0; k < 3; k++)
      three = three << 8 | (i + k < bytes ? (uint8_t)data[i + k] : 0);
    for (size_t k = 0; k < 4; k++)
      writing->out[writing->used++] = (char)(i + k > bytes ? '=' : digits[three >> (18 - 6 * k) & 63]);
  }
}

/* Encoded words, one a line, none ending inside a character (RFC 2047, 5). */
static void put_words(struct writing *writing, const char *text) {
  size_t left = strlen(text);
  for (bool first = true; left > 0 || first; first = false) {
    size_t bytes = 0;
    for (size_t step; bytes < left; bytes += step) {
      step = dom_utf8_length(text + bytes, left - bytes);
      step = step ? step : 1;
      if (bytes + step > WORD_BYTES)
        break;
    }
    put(writing, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
    put_base64(writing, text, bytes);
    put(writing, "?=");
    text += bytes;
    left -= bytes;
  }
}

static void put_address(struct writing *writing, const char *name, const char *address) {
  put(writing, name);
  put(writing, "<");
  put(writing, address);
  put(writing, ">\r\n");
}

/* "Mon, 23 Nov 2026 12:00:00 +0800" (RFC 5322, 3.3). */
static void put_date(struct writing *writing, int64_t at_us) {
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int32_t day = dom_time_day(at_us);
  struct dom_ymd ymd = dom_date_ymd(day);
  int minute = dom_time_minute_of_day(at_us);
  int second = (int)((at_us - dom_time_at(day, minute)) / 1000000);
  char text[64];
  snprintf(text, sizeof text, "Date: %s, %02d %s %04d %02d:%02d:%02d +0800\r\n", days[dom_date_weekday(day) - 1],
           ymd.day, months[ymd.month - 1], ymd.year, minute / 60, minute % 60, second);
  put(writing, text);
}

static void put_head(struct writing *writing, const struct notification_mail *mail) {
  put_date(writing, mail->at_us);
  put(writing, "From: ");
  put_words(writing, mail->name);
  put_address(writing, "\r\n ", mail->from);
  put_address(writing, "To: ", mail->to);
  put(writing, "Message-ID: <");
  put(writing, mail->id);
  put(writing, "@");
  put(writing, notification_address_host(mail->from));
  put(writing, ">\r\nSubject: ");
  put_words(writing, mail->subject);
  put(writing, "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
}

/* The text with CRLF for LF (text/plain knows no other line end: RFC 2046, 4.1.1), byte by byte. */
struct body {
  const char *text;
  bool feed; /* the line feed of the break at `text` is due */
};

static char next_byte(struct body *body) {
  if (*body->text == '\n' && !body->feed) {
    body->feed = true;
    return '\r';
  }
  body->feed = false;
  return *body->text++;
}

static void put_line(struct writing *writing, struct body *body) {
  char line[LINE_BYTES];
  size_t bytes = 0;
  while (*body->text && bytes < LINE_BYTES)
    line[bytes++] = next_byte(body);
  put_base64(writing, line, bytes);
  put(writing, "\r\n");
}

size_t notification_mail_room(const struct notification_mail *mail) {
  /* Well over what is needed: four characters for three bytes, line ends, and every byte may be a line feed that
   * becomes two. */
  return HEAD_ROOM + strlen(mail->id) + 2 * strlen(mail->from) + strlen(mail->to) + 3 * strlen(mail->name) +
         3 * strlen(mail->subject) + 4 * strlen(mail->text);
}

size_t notification_mail_write(const struct notification_mail *mail, char *out) {
  struct writing writing = {out, 0};
  put_head(&writing, mail);
  for (struct body body = {mail->text, false}; *body.text;)
    put_line(&writing, &body);
  out[writing.used] = '\0';
  return writing.used;
}
