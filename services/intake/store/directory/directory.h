/* Statements on units and items. Each function appends one statement; readers fill plain words. */
#ifndef INTAKE_STORE_DIRECTORY_H
#define INTAKE_STORE_DIRECTORY_H

#include "intake/rules/directory/guide.h"
#include "intake/rules/directory/unit.h"
#include "runtime/pg/pipe.h"

/* What is kept under a key: enough to see whether a put changes it. Units and items alike. */
struct intake_kept {
  const char *key;
  int kind;
  struct rt_bytes hash;
  int32_t version;
};

struct intake_kept_list {
  struct intake_kept *rows; /* room for as many as keys are asked for */
  size_t count;
};

void intake_units_kept(struct rt_pipe *pipe, const char *const *units, size_t count, struct intake_kept_list *into);
void intake_items_kept(struct rt_pipe *pipe, const char *const *items, size_t count, struct intake_kept_list *into);

struct intake_unit_put {
  struct intake_unit unit;
  struct rt_bytes hash;
  int32_t version; /* the new one */
};
/* Each new (version 1) or changed; loses when a row is not of the version before its `version`. In one statement. */
void intake_units_put(struct rt_pipe *pipe, const struct intake_unit_put *puts, size_t count);
/* `search`: what the grams were made of. */
struct intake_item_put {
  const struct intake_guide *guide; /* its version is the new one */
  struct rt_bytes hash;
  const char *search;
  const char *const *grams;
  size_t gram_count;
};
void intake_items_put(struct rt_pipe *pipe, const struct intake_item_put *put);

/* The columns of a unit and their reader, from column 0. */
#define INTAKE_UNIT_COLUMNS "unit, name, kind, parent, path, phone, address, hours, version"
enum { INTAKE_UNIT_COLUMN_COUNT = 9 };
void intake_unit_read(const struct rt_row *row, struct intake_unit *into);

/* The columns of an item and their reader, for the statements that find items (item_search). */
#define INTAKE_ITEM_COLUMNS                                                                                            \
  "item, name, category, nature, kind, lead_office, other_offices, lowest_tier, statutory_days, promised_days, "       \
  "limit_unit, in_person, provisional_allowed, commitment_allowed, fee_yuan, publish, status, papers, "                \
  "papers_missing_ok, version"
enum { INTAKE_ITEM_COLUMN_COUNT = 20 };
void intake_item_read(const struct rt_row *row, struct intake_guide *into);

/* One by its code; `unit` (`item`) stays NULL if there is none. */
void intake_units_load(struct rt_pipe *pipe, const char *unit, struct intake_unit *into);
void intake_items_load(struct rt_pipe *pipe, const char *item, struct intake_guide *into);

/* Pages in the order of codes, from the one after `after` ("" = the first). */
struct intake_unit_list {
  struct intake_unit *units; /* room for `limit` */
  size_t count;
};
/* `kind` 0: all. */
void intake_units_list(struct rt_pipe *pipe, const char *parent, int kind, const char *after, int limit,
                       struct intake_unit_list *into);

#endif
