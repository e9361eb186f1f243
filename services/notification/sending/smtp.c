#include "notification/sending/smtp.h"

#include "runtime/base/file.h"
#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CONNECT_S = 10, CONVERSATION_S = 60, LOGIN_MAX = 512 };
_Static_assert(2 * CONVERSATION_S < NOTIFICATION_LEASE_S, "a conversation ends well before its lease");

struct notification_smtp {
  CURL *curl;
  atomic_bool *stopping;
};

/* The message as curl takes it, piece by piece. */
struct upload {
  const char *data;
  size_t left;
};

static size_t give(char *into, size_t size, size_t count, void *context) {
  struct upload *upload = context;
  size_t bytes = size * count < upload->left ? size * count : upload->left;
  memcpy(into, upload->data, bytes);
  upload->data += bytes;
  upload->left -= bytes;
  return bytes;
}

static int look_up(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)a, (void)b, (void)c, (void)d;
  const struct notification_smtp *smtp = context;
  return smtp->stopping && atomic_load(smtp->stopping);
}

/* Two lines, user and password. */
static bool use_login(CURL *curl, const char *path, struct rt_error *error) {
  struct rt_buffer content = {0};
  struct stat about;
  if (stat(path, &about) != 0 || (about.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    return rt_fail(error, RT_FAILED_PRECONDITION, "the mail login is not there, or others may read it");
  if (!rt_file_read(path, LOGIN_MAX, &content, error))
    return rt_wrap(error, "the mail login");
  char *password = strchr(content.data, '\n');
  bool whole = password && password > content.data && password[1];
  if (whole) {
    *password++ = '\0';
    password[strcspn(password, "\r\n")] = '\0';
    curl_easy_setopt(curl, CURLOPT_USERNAME, content.data);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  }
  memset(content.data, 0, content.used);
  rt_buffer_free(&content);
  return whole || rt_fail(error, RT_FAILED_PRECONDITION, "the mail login needs two lines, user and password");
}

static void set_limits(struct notification_smtp *smtp) {
  curl_easy_setopt(smtp->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(smtp->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
  curl_easy_setopt(smtp->curl, CURLOPT_TIMEOUT, (long)CONVERSATION_S);
  curl_easy_setopt(smtp->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(smtp->curl, CURLOPT_XFERINFOFUNCTION, look_up);
  curl_easy_setopt(smtp->curl, CURLOPT_XFERINFODATA, smtp);
  curl_easy_setopt(smtp->curl, CURLOPT_PROXY, "");
  curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(smtp->curl, CURLOPT_READFUNCTION, give);
}

bool notification_smtp_new(const struct notification_smtp_settings *settings, struct notification_smtp **ret_smtp,
                           struct rt_error *error) {
  struct notification_smtp *smtp = calloc(1, sizeof *smtp);
  assert(smtp);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  smtp->curl = curl_easy_init();
  assert(smtp->curl);
  smtp->stopping = settings->stopping;
  set_limits(smtp);
  bool good =
      curl_easy_setopt(smtp->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
      curl_easy_setopt(smtp->curl, CURLOPT_URL, settings->url) == CURLE_OK &&
      curl_easy_setopt(smtp->curl, CURLOPT_USE_SSL, settings->tls ? CURLUSESSL_ALL : CURLUSESSL_NONE) == CURLE_OK;
  if (!good)
    rt_fail(error, RT_INVALID_ARGUMENT, "BM_SMTP_URL is not usable");
  if (good && *settings->login_file)
    good = use_login(smtp->curl, settings->login_file, error);
  if (!good) {
    notification_smtp_destroy(&smtp);
    return false;
  }
  *ret_smtp = smtp;
  return true;
}

void notification_smtp_destroy(struct notification_smtp **smtp) {
  if (!*smtp)
    return;
  curl_easy_cleanup((*smtp)->curl);
  free(*smtp);
  *smtp = NULL;
}

/* A sign-in that fails is our own fault, not the letter's: it is tried again. */
static enum notification_result result_of(CURLcode code, long said) {
  if (code == CURLE_OK)
    return NOTIFICATION_TAKEN;
  return code != CURLE_LOGIN_DENIED && said >= 500 && said < 600 ? NOTIFICATION_REFUSED : NOTIFICATION_LATER;
}

static struct notification_smtp_said perform(struct notification_smtp *smtp) {
  struct notification_smtp_said said = {.reached = true};
  long code = 0;
  CURLcode result = curl_easy_perform(smtp->curl);
  curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &code);
  said.result = result_of(result, code);
  said.reached = code != 0;
  if (result != CURLE_OK && code >= 400)
    snprintf(said.error, sizeof said.error, "SMTP %ld", code);
  else if (result != CURLE_OK)
    snprintf(said.error, sizeof said.error, "%s", curl_easy_strerror(result));
  return said;
}

struct notification_smtp_said notification_smtp_send(struct notification_smtp *smtp,
                                                     const struct notification_mail *mail) {
  char *data = malloc(notification_mail_room(mail));
  assert(data);
  struct upload upload = {data, notification_mail_write(mail, data)};
  struct curl_slist *to = curl_slist_append(NULL, mail->to);
  assert(to);
  curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, mail->from);
  curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, to);
  curl_easy_setopt(smtp->curl, CURLOPT_READDATA, &upload);
  curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)upload.left);
  struct notification_smtp_said said = perform(smtp);
  curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
  curl_slist_free_all(to);
  free(data);
  return said;
}
