#include "intake/store/directory/directory.h"

static void read_kept(const struct rt_row *row, void *into) {
  struct intake_kept_list *list = into;
  struct intake_kept *kept = &list->rows[list->count++];
  kept->key = rt_row_text(row, 0);
  kept->kind = (int)rt_row_int(row, 1);
  kept->hash = rt_row_bytes(row, 2);
  kept->version = (int32_t)rt_row_int(row, 3);
}

static const struct rt_statement units_kept = {
    "units_kept", "SELECT unit, kind, content_hash, version FROM units WHERE unit = ANY ($1)"};

void intake_units_kept(struct rt_pipe *pipe, const char *const *units, size_t count, struct intake_kept_list *into) {
  rt_pipe_run(pipe, &units_kept, read_kept, into, RT_P_ARRAY(RT_PARAM_TEXTS, units, count));
}

static const struct rt_statement items_kept = {
    "items_kept", "SELECT item, kind, content_hash, version FROM items WHERE item = ANY ($1)"};

void intake_items_kept(struct rt_pipe *pipe, const char *const *items, size_t count, struct intake_kept_list *into) {
  rt_pipe_run(pipe, &items_kept, read_kept, into, RT_P_ARRAY(RT_PARAM_TEXTS, items, count));
}

/* ---- units ---- */

#define UNIT_COLUMNS INTAKE_UNIT_COLUMNS

void intake_unit_read(const struct rt_row *row, struct intake_unit *into) {
  struct intake_unit *unit = into;
  unit->unit = rt_row_text(row, 0);
  unit->name = rt_row_text(row, 1);
  unit->kind = (enum intake_unit_kind)rt_row_int(row, 2);
  unit->parent = rt_row_text(row, 3);
  unit->path = rt_row_text(row, 4);
  unit->phone = rt_row_text(row, 5);
  unit->address = rt_row_text(row, 6);
  unit->hours = rt_row_text(row, 7);
  unit->version = (int32_t)rt_row_int(row, 8);
}

static void read_unit(const struct rt_row *row, void *into) {
  intake_unit_read(row, into);
}

static void read_unit_of_list(const struct rt_row *row, void *into) {
  struct intake_unit_list *list = into;
  read_unit(row, &list->units[list->count++]);
}

/* A unit's path follows from its code and never changes. */
static const struct rt_statement units_put = {
    "units_put",
    "INSERT INTO units (unit, name, kind, parent, path, phone, address, hours"
    ", content_hash, version) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (unit) DO UPDATE SET name = excluded.name, kind = excluded.kind, phone = excluded.phone, "
    "address = excluded.address, hours = excluded.hours, content_hash = excluded.content_hash, "
    "version = CASE WHEN units.version = excluded.version - 1 THEN excluded.version ELSE rt_conflict() END"};

void intake_units_put(struct rt_pipe *pipe, const struct intake_unit_put *puts, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  enum { UNIT, NAME, PARENT, PATH, PHONE, ADDRESS, HOURS, TEXTS };
  const char **texts[TEXTS];
  int64_t *kinds = rt_arena_array(arena, count, sizeof *kinds), *versions = rt_arena_array(arena, count, sizeof *kinds);
  struct rt_bytes *hashes = rt_arena_array(arena, count, sizeof *hashes);
  for (int t = 0; t < TEXTS; t++)
    texts[t] = rt_arena_array(arena, count, sizeof *texts[t]);
  for (size_t i = 0; i < count; i++) {
    const struct intake_unit *unit = &puts[i].unit;
    texts[UNIT][i] = unit->unit, texts[NAME][i] = unit->name, texts[PARENT][i] = unit->parent;
    texts[PATH][i] = unit->path, texts[PHONE][i] = unit->phone, texts[ADDRESS][i] = unit->address;
    texts[HOURS][i] = unit->hours;
    kinds[i] = (int64_t)unit->kind;
    hashes[i] = puts[i].hash;
    versions[i] = puts[i].version;
  }
  rt_pipe_run(pipe, &units_put, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, texts[UNIT], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[NAME], count), RT_P_ARRAY(RT_PARAM_INTS, kinds, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[PARENT], count), RT_P_ARRAY(RT_PARAM_TEXTS, texts[PATH], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[PHONE], count), RT_P_ARRAY(RT_PARAM_TEXTS, texts[ADDRESS], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[HOURS], count), RT_P_ARRAY(RT_PARAM_BYTESES, hashes, count),
              RT_P_ARRAY(RT_PARAM_INTS, versions, count));
}

static const struct rt_statement units_load = {"units_load", "SELECT " UNIT_COLUMNS " FROM units WHERE unit = $1"};

void intake_units_load(struct rt_pipe *pipe, const char *unit, struct intake_unit *into) {
  rt_pipe_run(pipe, &units_load, read_unit, into, RT_P_TEXT(unit));
}

static const struct rt_statement units_list = {
    "units_list", "SELECT " UNIT_COLUMNS " FROM units WHERE parent = $1 AND unit > $3 AND ($2 = 0 OR kind = $2) "
                  "ORDER BY unit LIMIT $4"};

void intake_units_list(struct rt_pipe *pipe, const char *parent, int kind, const char *after, int limit,
                       struct intake_unit_list *into) {
  rt_pipe_run(pipe, &units_list, read_unit_of_list, into, RT_P_TEXT(parent), RT_P_INT(kind), RT_P_TEXT(after),
              RT_P_INT(limit));
}

/* ---- items ---- */

#define ITEM_COLUMNS INTAKE_ITEM_COLUMNS

void intake_item_read(const struct rt_row *row, struct intake_guide *into) {
  int c = 0;
  struct intake_guide *guide = into;
  guide->item = rt_row_text(row, c++);
  guide->name = rt_row_text(row, c++);
  guide->category = rt_row_text(row, c++);
  guide->nature = rt_row_text(row, c++);
  guide->kind = (int)rt_row_int(row, c++);
  guide->lead_office = rt_row_text(row, c++);
  guide->other_offices = rt_row_texts(row, c++, &guide->other_office_count);
  guide->lowest_tier = (int)rt_row_int(row, c++);
  guide->statutory_days = (int32_t)rt_row_int(row, c++);
  guide->promised_days = (int32_t)rt_row_int(row, c++);
  guide->limit_unit = (int)rt_row_int(row, c++);
  guide->in_person = rt_row_bool(row, c++);
  guide->provisional_allowed = rt_row_bool(row, c++);
  guide->commitment_allowed = rt_row_bool(row, c++);
  guide->fee_yuan = (int32_t)rt_row_int(row, c++);
  guide->publish = (int)rt_row_int(row, c++);
  guide->status = (int)rt_row_int(row, c++);
  guide->papers = rt_row_texts(row, c++, &guide->paper_count);
  guide->papers_missing_ok = rt_row_texts(row, c++, &guide->missing_ok_count);
  guide->version = (int32_t)rt_row_int(row, c++);
}

static void read_guide(const struct rt_row *row, void *into) {
  intake_item_read(row, into);
}

static const struct rt_statement items_put = {
    "items_put",
    "INSERT INTO items (" ITEM_COLUMNS
    ", search, grams, content_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) "
    "ON CONFLICT (item) DO UPDATE SET name = excluded.name, category = excluded.category, nature = excluded.nature, "
    "kind = excluded.kind, lead_office = excluded.lead_office, other_offices = excluded.other_offices, "
    "lowest_tier = excluded.lowest_tier, statutory_days = excluded.statutory_days, "
    "promised_days = excluded.promised_days, limit_unit = excluded.limit_unit, in_person = excluded.in_person, "
    "provisional_allowed = excluded.provisional_allowed, commitment_allowed = excluded.commitment_allowed, "
    "fee_yuan = excluded.fee_yuan, publish = excluded.publish, status = excluded.status, papers = excluded.papers, "
    "papers_missing_ok = excluded.papers_missing_ok, search = excluded.search, grams = excluded.grams, "
    "content_hash = excluded.content_hash, "
    "version = CASE WHEN items.version = excluded.version - 1 THEN excluded.version ELSE rt_conflict() END"};

void intake_items_put(struct rt_pipe *pipe, const struct intake_item_put *put) {
  const struct intake_guide *guide = put->guide;
  rt_pipe_run(pipe, &items_put, NULL, NULL, RT_P_TEXT(guide->item), RT_P_TEXT(guide->name), RT_P_TEXT(guide->category),
              RT_P_TEXT(guide->nature), RT_P_INT(guide->kind), RT_P_TEXT(guide->lead_office),
              RT_P_ARRAY(RT_PARAM_TEXTS, guide->other_offices, guide->other_office_count), RT_P_INT(guide->lowest_tier),
              RT_P_INT(guide->statutory_days), RT_P_INT(guide->promised_days), RT_P_INT(guide->limit_unit),
              RT_P_BOOL(guide->in_person), RT_P_BOOL(guide->provisional_allowed), RT_P_BOOL(guide->commitment_allowed),
              RT_P_INT(guide->fee_yuan), RT_P_INT(guide->publish), RT_P_INT(guide->status),
              RT_P_ARRAY(RT_PARAM_TEXTS, guide->papers, guide->paper_count),
              RT_P_ARRAY(RT_PARAM_TEXTS, guide->papers_missing_ok, guide->missing_ok_count), RT_P_INT(guide->version),
              RT_P_TEXT(put->search), RT_P_ARRAY(RT_PARAM_TEXTS, put->grams, put->gram_count), RT_P_BYTES(put->hash));
}

static const struct rt_statement items_load = {"items_guide", "SELECT " ITEM_COLUMNS " FROM items WHERE item = $1"};

void intake_items_load(struct rt_pipe *pipe, const char *item, struct intake_guide *into) {
  rt_pipe_run(pipe, &items_load, read_guide, into, RT_P_TEXT(item));
}
