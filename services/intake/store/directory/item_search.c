#include "intake/store/directory/item_search.h"

static void read_found(const struct rt_row *row, void *into) {
  struct intake_found_list *list = into;
  intake_item_read(row, &list->guides[list->count]);
  list->ranks[list->count++] = rt_row_int(row, INTAKE_ITEM_COLUMN_COUNT);
}

/* clang-format off: SQL in pieces, a line each */
/* $1 rank and $2 code to go on from, $3 limit, $4 life event, $5 office, $6 path of a window, $7 in force only. */
#define FILTER                                                                                                         \
  " ($4 = 0 OR EXISTS (SELECT FROM item_guides g WHERE g.item = i.item AND $4 = ANY (g.life_events)))"                 \
  " AND ($5 = '' OR EXISTS (SELECT FROM units o WHERE o.unit = $5 AND o.kind = 4"                                      \
  " AND (o.name = i.lead_office OR o.name = ANY (i.other_offices))))"                                                  \
  " AND ($6 = '' OR EXISTS (SELECT FROM units o WHERE o.kind = 4 AND o.name = i.lead_office"                           \
  " AND o.parent = ANY (string_to_array($6, '/'))))"                                                                   \
  " AND (NOT $7 OR i.status = 1)"
/* clang-format on */

static const struct rt_statement all = {"items_list", "SELECT " INTAKE_ITEM_COLUMNS
                                                      ", 0::bigint FROM items i WHERE item > $2 AND $1 >= 0 AND" FILTER
                                                      " ORDER BY item LIMIT $3"};

/* The pieces find through the index; they may stand in a text without standing together, so the words are looked for
 * again. */
static const struct rt_statement fit = {
    "items_find",
    "WITH whole AS (SELECT i.item, CASE WHEN lower(i.item) = $10 OR lower(i.name) = $10 THEN 0::bigint"
    " WHEN starts_with(lower(i.name), $10) THEN 1"
    " WHEN NOT EXISTS (SELECT FROM unnest($9) w WHERE strpos(lower(i.item || ' ' || i.name), w) = 0) THEN 2 ELSE 3 END"
    " AS rank FROM items i WHERE i.grams @> $8"
    " AND NOT EXISTS (SELECT FROM unnest($9) w WHERE strpos(i.search, w) = 0) AND" FILTER "),"
    " near AS (SELECT i.item, 10 + cardinality($8) - h.hits AS rank FROM items i, LATERAL"
    " (SELECT count(*) AS hits FROM unnest($8) g WHERE g = ANY (i.grams)) h"
    " WHERE i.grams && $8 AND h.hits * 2 > cardinality($8) AND NOT EXISTS (SELECT FROM whole) AND" FILTER ")"
    " SELECT " INTAKE_ITEM_COLUMNS ", rank FROM (SELECT * FROM whole UNION ALL SELECT * FROM near) r"
    " JOIN items USING (item) WHERE (rank, item) > ($1, $2) ORDER BY rank, item LIMIT $3"};

void intake_items_search(struct rt_pipe *pipe, const struct intake_search *search, struct intake_found_list *into) {
  into->count = 0;
  const struct rt_param params[] = {
      RT_P_INT(search->after_rank),
      RT_P_TEXT(search->after),
      RT_P_INT(search->limit),
      RT_P_INT(search->life_event),
      RT_P_TEXT(search->office),
      RT_P_TEXT(search->path),
      RT_P_BOOL(search->in_force),
      RT_P_ARRAY(RT_PARAM_TEXTS, search->grams, search->gram_count),
      RT_P_ARRAY(RT_PARAM_TEXTS, search->words, search->word_count),
      RT_P_TEXT(search->whole),
  };
  enum { OF_ALL = 7, OF_FIT = sizeof params / sizeof *params };
  rt_pipe_add(pipe, search->word_count ? &fit : &all, params, search->word_count ? OF_FIT : OF_ALL, read_found, into);
}
