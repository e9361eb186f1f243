#include "intake/store/documents/documents.h"

#include "intake/store/directory/directory.h"
#include "runtime/pg/rows.h"
#include <stddef.h>

#define COLUMN(kind, field)                                                                                            \
  { RT_PARAM_##kind, offsetof(struct intake_document_row, field) }

static const struct rt_column columns[] = {
    COLUMN(TEXT, document),  COLUMN(TEXT, case_number), COLUMN(DAY, made_on),
    COLUMN(TEXT, unit),      COLUMN(TEXT, board),       COLUMN(TEXT, item),
    COLUMN(TEXT, item_name), COLUMN(TEXT, masked_name), COLUMN(INT, granted),
};

#define INSERT                                                                                                         \
  "INSERT INTO documents (document, case_number, made_on, unit, board, item, item_name, masked_name, granted)"

/* A number that comes twice would be its giver's fault; the first bearer keeps it, and the act goes on. */
#define FIRST " ON CONFLICT (document) DO NOTHING"

static const struct rt_rows new_rows = {
    .one = {"documents_add", INSERT " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9 = 1)" FIRST},
    .many = {"documents_add_many",
             INSERT " SELECT a, b, c, d, e, f, g, h, i = 1 FROM"
                    " unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) x (a, b, c, d, e, f, g, h, i)" FIRST},
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct intake_document_row),
};

void intake_documents_add(struct rt_pipe *pipe, const struct intake_document_row *rows, size_t count) {
  rt_pipe_rows(pipe, &new_rows, rows, count);
}

static void read_found(const struct rt_row *row, void *into) {
  struct intake_document_found *found = into;
  int c = 0;
  found->case_number = rt_row_text(row, c++);
  found->made_on = rt_row_day(row, c++);
  found->unit = rt_row_text(row, c++);
  found->unit_name = rt_row_text(row, c++);
  found->item_name = rt_row_text(row, c++);
  found->masked_name = rt_row_text(row, c++);
  found->state = rt_row_int(row, c++);
  found->record = rt_row_bytes(row, c++);
}

static const struct rt_statement find = {
    "documents_find",
    "SELECT c.case_number, d.made_on, d.unit, u.name, d.item_name, d.masked_name, c.state, ''::bytea FROM documents d"
    " JOIN cases c USING (case_number) LEFT JOIN units u ON u.unit = d.unit WHERE d.document = $1"};

void intake_documents_find(struct rt_pipe *pipe, const char *document, struct intake_document_found *into) {
  *into = (struct intake_document_found){0};
  rt_pipe_run(pipe, &find, read_found, into, RT_P_TEXT(document));
}

static const struct rt_statement find_receipt = {
    "documents_receipt",
    "SELECT c.case_number, c.accepted_on, c.unit, u.name, c.item_name, '', c.state, c.record FROM cases c"
    " LEFT JOIN units u ON u.unit = c.unit WHERE c.case_number = $1 AND c.receipt_number = $2"};

void intake_documents_receipt(struct rt_pipe *pipe, const char *case_number, const char *receipt,
                              struct intake_document_found *into) {
  *into = (struct intake_document_found){0};
  rt_pipe_run(pipe, &find_receipt, read_found, into, RT_P_TEXT(case_number), RT_P_TEXT(receipt));
}

static void read_letterhead(const struct rt_row *row, void *into) {
  struct intake_letterhead *head = into;
  intake_unit_read(row, &head->hall);
  head->office_name = rt_row_text(row, INTAKE_UNIT_COLUMN_COUNT);
  head->office_of = rt_row_text(row, INTAKE_UNIT_COLUMN_COUNT + 1);
}

static const struct rt_statement letterhead = {
    "documents_letterhead", "SELECT u.unit, u.name, u.kind, u.parent, u.path, u.phone, u.address, u.hours, u.version, "
                            "o.name, p.name FROM cases c"
                            " JOIN units u ON u.unit = c.unit LEFT JOIN units o ON o.unit = c.lead_office"
                            " LEFT JOIN units p ON p.unit = o.parent WHERE c.case_number = $1"};

void intake_letterhead_load(struct rt_pipe *pipe, const char *case_number, struct intake_letterhead *into) {
  *into = (struct intake_letterhead){.office_name = "", .office_of = ""};
  rt_pipe_run(pipe, &letterhead, read_letterhead, into, RT_P_TEXT(case_number));
}

static void read_result(const struct rt_row *row, void *into) {
  struct intake_result_page *page = into;
  struct intake_result_row *result = &page->rows[page->count++];
  int c = 0;
  result->document = rt_row_text(row, c++);
  result->item = rt_row_text(row, c++);
  result->item_name = rt_row_text(row, c++);
  result->masked_name = rt_row_text(row, c++);
  result->made_on = rt_row_day(row, c++);
}

/* bm.ItemPublish: 1 masked, 2 counts only. What an item publishes is asked now, not as it was. */
#define RESULTS(whose)                                                                                                 \
  "SELECT d.document, d.item, d.item_name, d.masked_name, d.made_on FROM documents d"                                  \
  " JOIN LATERAL (SELECT publish FROM items WHERE item = d.item LIMIT 1) i ON i.publish = 1"                           \
  " WHERE d.granted AND d." whose                                                                                      \
  " = $1 AND (d.made_on, d.document) < ($2, $3) AND d.made_on >= $4 ORDER BY d.made_on DESC, d.document DESC LIMIT $5"

static const struct rt_statement of_board = {"results_board", RESULTS("board")};
static const struct rt_statement of_village = {"results_village", RESULTS("unit")};

void intake_results_list(struct rt_pipe *pipe, const char *unit, bool village, const struct intake_result_start *start,
                         int limit, struct intake_result_page *into) {
  into->count = 0;
  rt_pipe_run(pipe, village ? &of_village : &of_board, read_result, into, RT_P_TEXT(unit), RT_P_DAY(start->day),
              RT_P_TEXT(start->document), RT_P_DAY(start->since), RT_P_INT(limit));
}

static void read_count(const struct rt_row *row, void *into) {
  struct intake_counts *counts = into;
  struct intake_count_row *count = &counts->rows[counts->count++];
  count->item = rt_row_text(row, 0);
  count->item_name = rt_row_text(row, 1);
  count->granted = rt_row_int(row, 2);
}

/* Counted in the index alone; then a look an item, not a document. */
#define COUNTS(whose)                                                                                                  \
  "SELECT d.item, i.name, d.granted FROM (SELECT item, count(*) AS granted FROM documents WHERE granted AND " whose    \
  " = $1 AND made_on BETWEEN $2 AND $3 GROUP BY item) d"                                                               \
  " JOIN LATERAL (SELECT name, publish FROM items WHERE item = d.item LIMIT 1) i ON i.publish IN (1, 2)"               \
  " ORDER BY d.item LIMIT $4"

static const struct rt_statement count_board = {"results_count_board", COUNTS("board")};
static const struct rt_statement count_village = {"results_count_village", COUNTS("unit")};

void intake_results_count(struct rt_pipe *pipe, const char *unit, bool village, int32_t since, int32_t to,
                          struct intake_counts *into) {
  into->count = 0;
  rt_pipe_run(pipe, village ? &count_village : &count_board, read_count, into, RT_P_TEXT(unit), RT_P_DAY(since),
              RT_P_DAY(to), RT_P_INT(INTAKE_COUNTS));
}
