-- Live figures (E-10). An act counts on the day it was done: what happened to a case is one narrow row a fact, never changed,
-- found by county and day. Handed in, and accepted in the same step, the case's own row says; so the busiest events write no more
-- than before, and a decision writes its fact where it had changed the case's row.
CREATE TABLE facts (
  day date NOT NULL,
  kind smallint NOT NULL,               -- enum evaluation_fact
  value smallint NOT NULL,              -- of a decision 1 on time, 2 late, 3 past the statutory date; of a rating its level; of a light bm.Light
  took smallint NOT NULL,               -- of a decision: working days from acceptance, -1 if not known
  promised smallint NOT NULL,           -- … and from acceptance to the promised date
  case_number text NOT NULL,
  unit_path text NOT NULL,
  office text NOT NULL,
  item text NOT NULL
);
CREATE INDEX facts_day ON facts (left(unit_path, 6), day, case_number);

-- The undecided cases that show a light.
CREATE TABLE lit (
  case_number text PRIMARY KEY,
  light smallint NOT NULL,
  day date NOT NULL,                    -- since when this one
  unit_path text NOT NULL,
  office text NOT NULL,
  item text NOT NULL
);
CREATE INDEX lit_county ON lit (left(unit_path, 6), light, day, case_number);

ALTER TABLE cases ADD COLUMN received_on date, ADD COLUMN at_once boolean NOT NULL DEFAULT false,
  ADD COLUMN office text NOT NULL DEFAULT '';
UPDATE cases SET received_on = (received_at AT TIME ZONE 'UTC' + interval '8 hours')::date;
ALTER TABLE cases ALTER COLUMN received_on SET NOT NULL;

-- What was known before: how long a decision took was not.
INSERT INTO facts (day, kind, value, took, promised, case_number, unit_path, office, item)
  SELECT accepted_on, 1, 0, 0, 0, case_number, unit_path, '', item FROM cases WHERE accepted_on IS NOT NULL
  UNION ALL SELECT decided_on, 2, CASE WHEN on_time THEN 1 WHEN decided_on > statutory_due THEN 3 ELSE 2 END, -1, -1, case_number, unit_path, '', item
    FROM cases WHERE decided_on IS NOT NULL
  UNION ALL SELECT (ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date, CASE ended_as WHEN 9 THEN 3 WHEN 10 THEN 4 WHEN 11 THEN 5 ELSE 6 END,
    0, 0, 0, case_number, unit_path, '', item FROM cases WHERE ended_as BETWEEN 9 AND 12
  UNION ALL SELECT (r.at AT TIME ZONE 'UTC' + interval '8 hours')::date, 7, r.level, 0, 0, c.case_number, c.unit_path, '', c.item
    FROM ratings r JOIN cases c USING (case_number);
INSERT INTO lit SELECT case_number, light, coalesce(promised_due, received_on), unit_path, '', item FROM cases
  WHERE light > 1 AND decided_on IS NULL AND ended_as = 0;

DROP INDEX cases_unit;
ALTER TABLE cases DROP COLUMN decided_on, DROP COLUMN on_time;
CREATE INDEX cases_received ON cases (left(unit_path, 6), received_on, case_number);
-- The units right below one are sought among their county's.
CREATE INDEX units_county ON units (left(unit, 6));
