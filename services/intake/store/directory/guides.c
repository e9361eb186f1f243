#include "intake/store/directory/guides.h"

static const struct rt_statement put_guide = {
    "guides_put", "INSERT INTO item_guides (item, life_events, detail) VALUES ($1, $2, $3) "
                  "ON CONFLICT (item) DO UPDATE SET life_events = excluded.life_events, detail = excluded.detail"};

void intake_guides_put(struct rt_pipe *pipe, const struct intake_guide_put *put) {
  rt_pipe_run(pipe, &put_guide, NULL, NULL, RT_P_TEXT(put->item),
              RT_P_ARRAY(RT_PARAM_INTS, put->life_events, put->life_event_count), RT_P_BYTES(put->detail));
}

static void read_detail(const struct rt_row *row, void *into) {
  *(struct rt_bytes *)into = rt_row_bytes(row, 0);
}

static const struct rt_statement load = {"guides_load", "SELECT detail FROM item_guides WHERE item = $1"};

void intake_guides_load(struct rt_pipe *pipe, const char *item, struct rt_bytes *into) {
  *into = (struct rt_bytes){0};
  rt_pipe_run(pipe, &load, read_detail, into, RT_P_TEXT(item));
}

static void read_office(const struct rt_row *row, void *into) {
  intake_unit_read(row, into);
}

static const struct rt_statement office = {
    "guides_office", "SELECT " INTAKE_UNIT_COLUMNS " FROM units o WHERE o.kind = 4 AND o.name = "
                     "(SELECT lead_office FROM items WHERE item = $1) AND o.parent = ANY (string_to_array($2, '/')) "
                     "ORDER BY length(o.parent) DESC, o.unit LIMIT 1"};

void intake_guides_office(struct rt_pipe *pipe, const char *item, const char *path, struct intake_unit *into) {
  *into = (struct intake_unit){0};
  rt_pipe_run(pipe, &office, read_office, into, RT_P_TEXT(item), RT_P_TEXT(path));
}
