/* The types a paper may have. What a sender calls it and what its bytes are must agree, for it is served under that
 * name to clerks and reviewers. */
#include "intake/rules/papers/paper.h"

#include "domain/utf8.h"

#include <string.h>

struct type {
  const char *claimed;
  const char *kept;
  const char *found[5]; /* what libmagic may say; ended by NULL */
  const char *part;     /* a name the package must hold (a zip has its names in clear), or NULL */
};

#define OOXML "application/vnd.openxmlformats-officedocument."
#define OLE "application/x-ole-storage", "application/CDFV2", "application/vnd.ms-office"

static const struct type types[] = {
    {"application/pdf", "application/pdf", {"application/pdf"}, NULL},
    {"image/jpeg", "image/jpeg", {"image/jpeg"}, NULL},
    {"image/jpg", "image/jpeg", {"image/jpeg"}, NULL},
    {"image/png", "image/png", {"image/png"}, NULL},
    {"image/webp", "image/webp", {"image/webp"}, NULL},
    {"application/msword", "application/msword", {"application/msword", OLE}, NULL},
    {"application/vnd.ms-excel", "application/vnd.ms-excel", {"application/vnd.ms-excel", OLE}, NULL},
    {OOXML "wordprocessingml.document",
     OOXML "wordprocessingml.document",
     {OOXML "wordprocessingml.document", "application/zip", "application/octet-stream"},
     "word/document.xml"},
    {OOXML "spreadsheetml.sheet",
     OOXML "spreadsheetml.sheet",
     {OOXML "spreadsheetml.sheet", "application/zip", "application/octet-stream"},
     "xl/workbook.xml"},
    {"application/ofd", "application/ofd", {"application/zip", "application/octet-stream"}, "OFD.xml"},
    {"application/vnd.ofd", "application/ofd", {"application/zip", "application/octet-stream"}, "OFD.xml"},
};

static const struct type *type_named(const char *claimed) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(types[i].claimed, claimed) == 0)
      return &types[i];
  return NULL;
}

static bool is_zip_with(const char *part, const char *content, size_t size) {
  return size > 4 && memcmp(content, "PK\x03\x04", 4) == 0 && memmem(content, size, part, strlen(part));
}

static bool agrees(const struct type *type, const char *found, const char *content, size_t size) {
  if (type->part && !is_zip_with(type->part, content, size))
    return false;
  for (size_t i = 0; i < sizeof type->found / sizeof *type->found && type->found[i]; i++)
    if (strcmp(type->found[i], found) == 0)
      return true;
  return false;
}

/* What a sender that claims nothing sent; only where the content alone says it. */
static const struct type *type_found(const char *found, const char *content, size_t size) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    const struct type *type = &types[i];
    if (type->part ? agrees(type, found, content, size) : strcmp(type->kept, found) == 0)
      return type;
  }
  return NULL;
}

/* UTF-8 that prints; a page that a browser might run is none. */
static bool is_plain_text(const char *found, const char *content, size_t size) {
  if (strncmp(found, "text/", 5) != 0 || strcmp(found, "text/html") == 0 || strcmp(found, "text/xml") == 0)
    return false;
  for (size_t at = 0; at < size;) {
    size_t bytes = dom_utf8_length(content + at, size - at);
    unsigned char c = (unsigned char)content[at];
    if (bytes == 0 || c == 0x7F || (c < 0x20 && !strchr("\t\n\r\f", c)))
      return false;
    at += bytes;
  }
  return true;
}

const char *intake_paper_type(const char *claimed, const char *found, const void *content, size_t size,
                              struct dom_refusal *refusal) {
  const bool unclaimed = strcmp(claimed, "application/octet-stream") == 0;
  const struct type *type = unclaimed ? type_found(found, content, size) : type_named(claimed);
  if (type && agrees(type, found, content, size))
    return type->kept;
  if ((unclaimed || strcmp(claimed, "text/plain") == 0) && is_plain_text(found, content, size))
    return "text/plain";
  dom_refuse(
      refusal, DOM_LACKS, "PAPER_TYPE", "mediaType",
      "文件内容与所称的类型不符，或者类型不在许可之列；请上传 PDF、OFD、JPEG、PNG、WebP、Word、Excel 或者 UTF-8 文本");
  return NULL;
}
