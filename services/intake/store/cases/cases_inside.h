/* The columns of a case and their reader, shared by the files of this room. */
#ifndef INTAKE_STORE_CASES_INSIDE_H
#define INTAKE_STORE_CASES_INSIDE_H

#include "intake/store/cases/cases.h"

/* Of `cases c` and INTAKE_CASE_PAPERS behind it. */
/* clang-format off: SQL in pieces, a line each */
#define INTAKE_CASE_COLUMNS                                                                                            \
  "c.case_number, c.version, c.state, c.events, c.trail_seq, c.trail_head, c.item, c.item_name, c.item_version,"       \
  " c.unit, c.unit_path, c.township, c.received_unit, c.lead_office, c.source, c.handed_in_by, c.applicant_blind,"     \
  " c.query_code_hash, c.received_at, c.papers_at, c.accepted_on, c.promised_due, c.statutory_due,"                    \
  " c.receipt_number, c.notices, c.correction_by, c.record, p.names, p.ids, p.rounds"
#define INTAKE_CASE_PAPERS                                                                                             \
  " LEFT JOIN LATERAL (SELECT array_agg(o.name) AS names, array_agg(o.paper_id::text) AS ids,"                         \
  " array_agg(o.round::text) AS rounds FROM (SELECT * FROM case_papers cp WHERE cp.case_number = c.case_number"        \
  " ORDER BY cp.round, cp.position) o) p ON true"
/* clang-format on */

/* Reads INTAKE_CASE_COLUMNS from column 0; returns the first column behind them. */
int intake_case_read(const struct rt_row *row, struct intake_case_row *into);

#endif
