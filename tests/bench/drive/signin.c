/* Signing in: a few at a time, for the service has two threads for argon2. */
#include "tests/bench/drive/people.h"

#include <assert.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 3, TRIES = 20, PAUSE_US = 500000, HEAD_ROOM = 256 };

struct signing {
  struct drive_people *people;
  struct drive_loop *loop;
  struct drive_net *net;
  unsigned roles;
  size_t next;
  int under_way;
};

struct attempt {
  struct signing *signing;
  struct drive_person *person;
  int tries;
};

static void next(struct signing *signing);
static void ask(void *user);

static void answered(void *user, const struct drive_answer *answer) {
  struct attempt *attempt = user;
  struct signing *signing = attempt->signing;
  if (answer->status != 201) {
    if (++attempt->tries == TRIES) {
      fprintf(stderr, "sign in as %s: %d %.200s\n", attempt->person->username, answer->status, answer->body);
      exit(1);
    }
    drive_loop_at(signing->loop, drive_now_us() + PAUSE_US, ask, attempt);
    return;
  }
  json_t *body = json_loads(answer->body, 0, NULL);
  const char *token = json_string_value(json_object_get(body, "token"));
  assert(token);
  attempt->person->token = strdup(token);
  json_decref(body);
  free(attempt);
  signing->under_way--;
  next(signing);
}

static void ask(void *user) {
  struct attempt *attempt = user;
  json_t *body = json_pack("{s:s, s:s}", "username", attempt->person->username, "password", attempt->person->password);
  char *text = json_dumps(body, JSON_COMPACT);
  assert(text);
  size_t room = strlen(text) + HEAD_ROOM;
  char *request = malloc(room);
  assert(request);
  int length = snprintf(request, room,
                        "POST /v1/sessions HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        strlen(text), text);
  drive_net_send(attempt->signing->net, request, (size_t)length, answered, attempt);
  free(request);
  free(text);
  json_decref(body);
}

static bool needs(const struct signing *signing, const struct drive_person *person) {
  return (signing->roles & 1U << person->role) && !person->token;
}

static void next(struct signing *signing) {
  while (signing->under_way < AT_ONCE && signing->next < signing->people->count) {
    struct drive_person *person = &signing->people->list[signing->next++];
    if (!needs(signing, person))
      continue;
    struct attempt *attempt = calloc(1, sizeof *attempt);
    assert(attempt);
    *attempt = (struct attempt){signing, person, 0};
    signing->under_way++;
    ask(attempt);
  }
  if (!signing->under_way)
    drive_loop_stop(signing->loop);
}

static void start(void *user) {
  next(user);
}

static void read_tokens(struct drive_people *people, const char *file) {
  json_t *tokens = json_load_file(file, 0, NULL);
  for (size_t i = 0; i < people->count; i++) {
    const char *token = json_string_value(json_object_get(tokens, people->list[i].username));
    if (token && !people->list[i].token)
      people->list[i].token = strdup(token);
  }
  json_decref(tokens);
}

static void write_tokens(const struct drive_people *people, const char *file) {
  json_t *tokens = json_object();
  for (size_t i = 0; i < people->count; i++) {
    if (people->list[i].token)
      json_object_set_new(tokens, people->list[i].username, json_string(people->list[i].token));
  }
  int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || json_dumpfd(tokens, fd, 0) != 0) {
    perror(file);
    exit(1);
  }
  close(fd);
  json_decref(tokens);
}

void drive_people_sign_in(struct drive_people *people, unsigned roles, struct drive_loop *loop, struct drive_net *net,
                          const char *tokens_file) {
  struct signing signing = {.people = people, .loop = loop, .net = net, .roles = roles};
  if (tokens_file)
    read_tokens(people, tokens_file);
  drive_loop_at(loop, 0, start, &signing);
  drive_loop_run(loop);
  if (tokens_file)
    write_tokens(people, tokens_file);
}
