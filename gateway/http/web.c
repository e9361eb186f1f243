/* Files are kept sorted by the path they are served at. Those under /assets/ have a hash in their name and never
 * change; all others are asked for again each time, and mostly answered 304. */
#include "gateway/http/web.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 500, BYTES_MAX = 32 * 1024 * 1024, ETAG_SIZE = 35 };

struct content {
  char *bytes;
  size_t size;
  char etag[ETAG_SIZE];
};

struct gw_web_file {
  char *path;
  const char *type;
  struct content plain;
  struct content gzip; /* bytes NULL: none */
  bool missing;        /* the page that says there are no pages */
};

struct gw_web {
  struct gw_web_file *files;
  size_t count;
  size_t bytes;
};

static const char no_pages[] =
    "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>便民</title>"
    "<h1>网页还没有生成</h1><p>接口工作正常，见 <a href=\"/openapi.json\">/openapi.json</a>。"
    "管理员：联网后再运行一次 deploy/run，网页就会生成。</p>"
    "<p lang=\"en\">The pages are not built; the API works. Run deploy/run once more with a network.</p></html>\n";

static struct gw_web_file notice = {
    .type = "text/html; charset=utf-8",
    .plain = {.bytes = (char *)no_pages, .size = sizeof no_pages - 1},
    .missing = true,
};

/* Frames and objects only of what a page has fetched itself: the browser's PDF viewer beside the facts of a case. Such
 * a blob is under the page's own policy, so nothing in it runs. */
static const struct rt_http_fixed_field page_fields[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
     "font-src 'self'; frame-src blob:; object-src blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri "
     "'none'; form-action 'self'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {NULL, NULL},
};

static const struct {
  const char *ending;
  const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".webmanifest", "application/manifest+json"},
    {".json", "application/json"},
    {".woff2", "font/woff2"},
};

static bool ends_with(const char *text, const char *ending) {
  size_t len = strlen(text);
  size_t tail = strlen(ending);
  return len > tail && strcmp(text + len - tail, ending) == 0;
}

static const char *type_of(const char *path) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (ends_with(path, types[i].ending)) {
      return types[i].type;
    }
  }
  return NULL;
}

/* ---- reading ---- */

static bool read_all(int fd, char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t got = read(fd, bytes + done, size - done);
    if (got <= 0) {
      return false;
    }
    done += (size_t)got;
  }
  return true;
}

static void name_content(struct content *content) {
  unsigned char hash[16];
  char hex[2 * sizeof hash + 1];
  crypto_generichash(hash, sizeof hash, (const unsigned char *)content->bytes, content->size, NULL, 0);
  rt_hex(hash, sizeof hash, hex);
  snprintf(content->etag, sizeof content->etag, "\"%s\"", hex);
}

static bool read_content(struct gw_web *web, const char *name, struct content *ret, struct rt_error *error) {
  struct stat about;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  if (ok) {
    web->bytes += (size_t)about.st_size;
    ret->size = (size_t)about.st_size;
    ret->bytes = web->bytes <= BYTES_MAX ? malloc(ret->size + 1) : NULL;
    ok = ret->bytes && read_all(fd, ret->bytes, ret->size);
  }
  if (fd >= 0) {
    close(fd);
  }
  if (!ok) {
    return rt_fail(error, RT_UNAVAILABLE, "cannot read the page %s, or the pages are larger than 32 MB", name);
  }
  name_content(ret);
  return true;
}

/* One file and the .gz beside it. What has a type that nobody knows is no page. */
static bool add_file(struct gw_web *web, const char *root, const char *name, struct rt_error *error) {
  char packed[PATH_MAX];
  const char *path = name + strlen(root);
  const char *type = type_of(path);
  if (!type || web->count == FILES_MAX) {
    return true;
  }
  web->files = realloc(web->files, (web->count + 1) * sizeof *web->files);
  assert(web->files);
  struct gw_web_file *file = &web->files[web->count++];
  *file = (struct gw_web_file){.path = strdup(path), .type = type};
  assert(file->path);
  int used = snprintf(packed, sizeof packed, "%s.gz", name);
  return read_content(web, name, &file->plain, error) &&
         (used >= (int)sizeof packed || access(packed, R_OK) != 0 || read_content(web, packed, &file->gzip, error));
}

static bool add_folder(struct gw_web *web, const char *root, const char *folder, int depth, struct rt_error *error) {
  DIR *open_folder = opendir(folder);
  struct dirent *entry;
  bool ok = true;
  if (!open_folder) {
    return rt_fail(error, RT_UNAVAILABLE, "cannot read the folder of pages %s: %s", folder, strerror(errno));
  }
  while (ok && (entry = readdir(open_folder))) {
    char name[PATH_MAX];
    struct stat about;
    int used = snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
    if (entry->d_name[0] == '.' || used >= (int)sizeof name || stat(name, &about) != 0) {
      continue;
    }
    if (S_ISDIR(about.st_mode)) {
      ok = depth == 0 || add_folder(web, root, name, depth - 1, error);
    } else {
      ok = add_file(web, root, name, error);
    }
  }
  closedir(open_folder);
  return ok;
}

static int by_path(const void *a, const void *b) {
  return strcmp(((const struct gw_web_file *)a)->path, ((const struct gw_web_file *)b)->path);
}

bool gw_web_new(const char *directory, struct gw_web **ret_web, struct rt_error *error) {
  enum { DEEPEST = 3 };
  struct gw_web *web = calloc(1, sizeof *web);
  assert(web);
  if (*directory && !add_folder(web, directory, directory, DEEPEST, error)) {
    gw_web_destroy(&web);
    return false;
  }
  if (web->count > 0) {
    qsort(web->files, web->count, sizeof *web->files, by_path);
  }
  *ret_web = web;
  return true;
}

void gw_web_destroy(struct gw_web **web) {
  if (!*web) {
    return;
  }
  for (size_t i = 0; i < (*web)->count; i++) {
    struct gw_web_file *file = &(*web)->files[i];
    free(file->path);
    free(file->plain.bytes);
    free(file->gzip.bytes);
  }
  free((*web)->files);
  free(*web);
  *web = NULL;
}

/* ---- finding ---- */

static const struct gw_web_file *named(const struct gw_web *web, const char *path) {
  const struct gw_web_file wanted = {.path = (char *)path};
  return web->count > 0 ? bsearch(&wanted, web->files, web->count, sizeof *web->files, by_path) : NULL;
}

static const char *entry_of(const struct rt_http_target *target) {
  const char *first = target->segments[0];
  if (strcmp(first, "staff") == 0) {
    return "/staff/index.html";
  }
  return strcmp(first, "board") == 0 ? "/board/index.html" : "/index.html";
}

static bool wants_html(struct gw_request *r) {
  const char *accept = gw_request_field(r, "Accept", NULL);
  return accept && strstr(accept, "text/html");
}

/* An address of the pages' own: none of the API's, and no file that is not there any more. */
static bool is_address(const struct rt_http_target *target) {
  return strcmp(target->segments[0], "v1") != 0 && !strchr(target->segments[target->segment_count - 1], '.');
}

const struct gw_web_file *gw_web_find(const struct gw_web *web, struct gw_request *r) {
  const struct rt_http_head *head = rt_http_head(r->x);
  if (!rt_http_text_is(head->method, "GET") && !rt_http_text_is(head->method, "HEAD")) {
    return NULL;
  }
  const char *path = rt_arena_textn(r->arena, head->target.at, head->target.len);
  const struct gw_web_file *file = named(web, rt_arena_textn(r->arena, path, strcspn(path, "?")));
  bool root = r->target.segment_count == 1 && r->target.segments[0][0] == '\0';
  if (!file && (root || (is_address(&r->target) && wants_html(r)))) {
    file = named(web, entry_of(&r->target));
    file = file || web->count > 0 ? file : &notice;
  }
  return file;
}

/* ---- serving ---- */

bool gw_web_takes_gzip(const char *field) {
  for (const char *at = field; at && *at;) {
    at += strspn(at, " \t,");
    size_t len = strcspn(at, ",");
    size_t name = strcspn(at, " \t,;");
    if (name == 4 && strncmp(at, "gzip", 4) == 0) {
      const char *zero = strstr(at, "q=0");
      bool never = zero && zero < at + len && strspn(zero + 3, ".0") == strcspn(zero + 3, " \t,");
      return !never;
    }
    at += len;
  }
  return false;
}

static const struct content *content_for(struct gw_request *r) {
  if (!r->file->gzip.bytes) {
    return &r->file->plain;
  }
  rt_http_field(r->x, "Vary", "Accept-Encoding");
  if (!gw_web_takes_gzip(gw_request_field(r, "Accept-Encoding", NULL))) {
    return &r->file->plain;
  }
  rt_http_field(r->x, "Content-Encoding", "gzip");
  return &r->file->gzip;
}

void gw_web_serve(struct gw_request *r) {
  const struct gw_web_file *file = r->file;
  const char *has = gw_request_field(r, "If-None-Match", NULL);
  rt_http_no_fixed_fields(r->x);
  for (const struct rt_http_fixed_field *field = page_fields; field->name; field++) {
    rt_http_field(r->x, field->name, field->value);
  }
  if (file->missing) {
    rt_http_field(r->x, "Cache-Control", "no-store");
    rt_http_answer(r->x, 503, file->type, file->plain.bytes, file->plain.size);
    return;
  }
  bool for_ever = strncmp(file->path, "/assets/", 8) == 0;
  const struct content *content = content_for(r);
  rt_http_field(r->x, "Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  rt_http_field(r->x, "ETag", content->etag);
  if (has && strstr(has, content->etag)) {
    rt_http_answer(r->x, 304, NULL, NULL, 0);
  } else {
    rt_http_answer(r->x, 200, file->type, content->bytes, content->size);
  }
}
