/* The whole gateway in one thread: bytes on a connection, services that answer at once. Whatever comes, each request is
 * answered by well-formed HTTP that no client need guess at, services get only what passes their own check, and a
 * paper reaches them as its sender sent it. Input: a byte that says how the bytes are cut, the bytes. */
#include "gateway/gateway.h"
#include "bianmin/all_methods.h"
#include "bianmin/intake.pb-c.h"
#include "bianmin/options.pb-c.h"
#include "bianmin/rules_table.h"
#include "gateway/auth/resolve.h"
#include "gateway/http/handler.h"
#include "gateway/http/web.h"
#include "gateway/sse/live.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/log.h"
#include "runtime/json/rules.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/gateway/fakes.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { TURNS_MAX = 2000, PAPER_MAX = 1024 * 1024 };

static struct gw gw;
static char socket_path[64];

/* The paper under way: one connection, so one at a time. */
static struct {
  char id[RT_ID_SIZE];
  size_t size;
  int pieces;
  crypto_hash_sha256_state sha256;
} paper;

/* The one that is there to be read. */
static uint8_t content[] = {'a', 'b', 'c'};
static char stored_id[] = "01890a5d-ac96-774b-bcce-b302099a8057", stored_type[] = "text/plain", stored_hash[] = "00ff";
static Bm__Paper stored = {.base = PROTOBUF_C_MESSAGE_INIT(&bm__paper__descriptor),
                           .paper_id = stored_id,
                           .media_type = stored_type,
                           .sha256 = stored_hash,
                           .size = sizeof content};

static const struct rt_method *method_of(const char *name) {
  for (const struct rt_method *m = bm_all_methods; m->name != NULL; m++) {
    if (strcmp(m->name, name) == 0) {
      return m;
    }
  }
  return NULL;
}

static ProtobufCMessage *made(struct rt_arena *arena, const ProtobufCMessageDescriptor *type) {
  ProtobufCMessage *message = rt_arena_alloc(arena, type->sizeof_message);
  protobuf_c_message_init(type, message);
  return message;
}

/* Everybody with a token holds every role. */
static void resolve(struct rt_arena *arena, struct fake_answer *ret) {
  Bm__ResolveSessionReply *reply = (Bm__ResolveSessionReply *)made(arena, &bm__resolve_session_reply__descriptor);
  reply->account = (char[]){"all"};
  reply->n_roles = BM__ROLE__ENUM__OPERATOR;
  reply->roles = rt_arena_array(arena, reply->n_roles, sizeof *reply->roles);
  for (size_t i = 0; i < reply->n_roles; i++) {
    reply->roles[i] = (Bm__Role__Enum)(i + 1);
  }
  fake_pack(ret, &reply->base);
}

static void take_piece(const Bm__PutPieceRequest *piece) {
  if (strcmp(paper.id, piece->paper_id) != 0) {
    snprintf(paper.id, sizeof paper.id, "%s", piece->paper_id);
    paper.size = 0;
    paper.pieces = 0;
    crypto_hash_sha256_init(&paper.sha256);
  }
  must(piece->number == paper.pieces++ && piece->data.len > 0);
  paper.size += piece->data.len;
  crypto_hash_sha256_update(&paper.sha256, piece->data.data, piece->data.len);
}

static void finish_paper(const Bm__FinishPaperRequest *finish) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  char hex[2 * sizeof hash + 1];
  must(strcmp(finish->paper_id, paper.id) == 0 && finish->pieces == paper.pieces);
  must((size_t)finish->size == paper.size && paper.size <= PAPER_MAX);
  crypto_hash_sha256_final(&paper.sha256, hash);
  rt_hex(hash, sizeof hash, hex);
  must(strcmp(finish->sha256, hex) == 0);
  paper.id[0] = '\0';
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  const struct rt_method *method = method_of(call->envelope->method);
  must(method != NULL && strcmp(method->lane, call->lane) == 0);
  const ProtobufCMessage *request =
      protobuf_c_message_unpack(method->request, rt_arena_protobuf(arena), call->payload.size, call->payload.data);
  must(request != NULL);
  struct rt_faults faults = {0};
  rt_rules_check(arena, request, &faults);
  bool probe = strcmp(method->name, "intake.ResolveSession") == 0;
  must(probe || faults.count == 0);
  must(!method->keyed || rt_id_valid(call->envelope->idempotency_key));
  if (probe) {
    resolve(arena, ret);
    return;
  }
  if (method->request == &bm__put_piece_request__descriptor) {
    take_piece((const Bm__PutPieceRequest *)request);
  } else if (method->request == &bm__finish_paper_request__descriptor) {
    finish_paper((const Bm__FinishPaperRequest *)request);
  } else if (method->request == &bm__get_paper_request__descriptor) {
    fake_pack(ret, &stored.base);
    return;
  } else if (method->request == &bm__get_piece_request__descriptor) {
    Bm__Piece piece = BM__PIECE__INIT;
    piece.data = (ProtobufCBinaryData){sizeof content, content};
    must(((const Bm__GetPieceRequest *)request)->number == 0);
    fake_pack(ret, &piece.base);
    return;
  }
  fake_pack(ret, made(arena, method->reply));
}

static void on_said(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what, (void)arg;
  rt_log_flush();
}

/* Pages of one file, which is gone again when it was read. */
static struct gw_web *pages(void) {
  char folder[] = "/tmp/bm-fuzz-web-XXXXXX";
  char path[sizeof folder + 16];
  struct gw_web *web = NULL;
  struct rt_error error = {0};
  must(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/index.html", folder);
  FILE *file = fopen(path, "w");
  must(file != NULL && fputs("<!doctype html>", file) >= 0 && fclose(file) == 0);
  must(gw_web_new(folder, &web, &error));
  must(unlink(path) == 0 && rmdir(folder) == 0);
  return web;
}

static void set_up(void) {
  const struct rt_http_config http = {.handler = gw_handler, .context = &gw, .fixed = gw_fixed_fields, .linger_ms = 1};
  rt_log_open("fuzz", RT_LOG_ERROR);
  rt_rules_use(bm_rules);
  fake_use(service);
  gw = (struct gw){.rpc_timeout_ms = 1000, .paper_max = PAPER_MAX, .base = event_base_new(), .admission.limit = 300};
  gw.web = pages();
  gw.sessions = gw_sessions_new(gw_resolve, &gw);
  gw.said = event_new(gw.base, -1, 0, on_said, NULL);
  gw.server = rt_http_server_new(gw.base, &http);
  snprintf(socket_path, sizeof socket_path, "/tmp/bm-fuzz-gw-%d", (int)getpid());
  must(gw.said && gw.server && rt_http_server_listen(gw.server, socket_path));
  gw.rpc = gw_rpc_new(gw.base, fake_client());
  gw.live = gw_live_new(&gw, 10);
}

static int connected(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  must(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
  return fd;
}

static bool known_status(long status) {
  static const long known[] = {100, 200, 201, 204, 304, 400, 401, 403, 404, 405, 408, 413, 415, 417, 431, 505};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (known[i] == status) {
      return true;
    }
  }
  return false;
}

/* One answer at the front; returns what is behind it. A body that is cut short is only there when the client left. */
static const char *check_answer(const char *at, const char *end, bool head_only) {
  must(end - at > 13 && memcmp(at, "HTTP/1.1 ", 9) == 0);
  long status = strtol(at + 9, NULL, 10);
  const char *body = strstr(at, "\r\n\r\n");
  must(known_status(status) && body != NULL);
  body += 4;
  if (status == 100) {
    return body;
  }
  const char *length = strstr(at, "Content-Length: ");
  const char *live = strstr(at, "Content-Type: text/event-stream\r\n");
  if (live != NULL && live < body) {
    must(status == 200 && (length == NULL || length > body));
    return end; /* a live list: it ends with the connection */
  }
  if (status == 204 || status == 304 || head_only) {
    return body;
  }
  must(length != NULL && length < body);
  size_t size = strtoul(length + 16, NULL, 10);
  must((size_t)(end - body) >= size);
  must(status < 400 || (strstr(at, "application/problem+json") != NULL && size > 0 && body[0] == '{'));
  return body + size;
}

/* Answers to HEAD have a length and no body: then only the first answer is looked at. */
static void check_answers(const struct rt_buffer *got, bool heads) {
  const char *at = got->data;
  const char *end = got->data + got->used;
  while (at < end) {
    at = check_answer(at, end, heads);
    if (heads) {
      return;
    }
  }
}

static void turn(void) {
  event_base_loop(gw.base, EVLOOP_NONBLOCK);
}

/* Takes what is there; false once the gateway has closed. */
static bool listen_to(int fd, struct rt_buffer *got) {
  for (;;) {
    char *room = rt_buffer_reserve(got, 4096);
    ssize_t size = recv(fd, room, 4096, 0);
    if (size <= 0) {
      return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
    got->used += (size_t)size;
  }
}

static void talk(int fd, struct fuzz_input input, size_t step, struct rt_buffer *got) {
  bool open = true;
  while (open && input.left > 0) {
    struct fuzz_input piece = fuzz_part(&input, step);
    while (open && piece.left > 0) {
      ssize_t sent = send(fd, piece.at, piece.left, MSG_NOSIGNAL);
      (void)fuzz_part(&piece, sent > 0 ? (size_t)sent : 0);
      turn();
      open = listen_to(fd, got) && (sent >= 0 || errno == EAGAIN);
    }
  }
  shutdown(fd, SHUT_WR);
  for (int turns = 0; open && turns < TURNS_MAX; turns++) {
    turn();
    open = listen_to(fd, got);
  }
  must(!open); /* the client is done: so is the gateway, at once */
  for (size_t i = 0; i < GW_LANES_MAX; i++) {
    must(gw.admission.lanes[i].under_way == 0);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  if (!gw.base) {
    set_up();
  }
  uint8_t cut = fuzz_byte(&input);
  bool heads = memmem(input.at, input.left, "HEAD", 4) != NULL;
  int fd = connected();
  struct rt_buffer got = {0};
  talk(fd, input, cut ? cut * 16U : size + 1, &got);
  rt_buffer_reserve(&got, 1)[0] = '\0';
  close(fd);
  for (int turns = 0; rt_http_server_connections(gw.server) > 0; turns++) {
    must(turns < TURNS_MAX);
    turn();
  }
  check_answers(&got, heads);
  rt_buffer_free(&got);
  return 0;
}
