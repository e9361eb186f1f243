-- Acts change a case's state, and a column that an index holds, or whose value decides whether a row is in it, can't change
-- without writing the row anew into every index of the table. So no index knows the state: lists of one state read what is
-- open from an index and look at each row (a township's open cases are few, what has ended are years), and what has ended
-- stands under the state it ended in (the flow's end states, 8 to 12). Acts before the end then write no index at all.
ALTER TABLE cases ADD COLUMN ended_as smallint GENERATED ALWAYS AS (CASE WHEN state BETWEEN 8 AND 12 THEN state END) STORED;
DROP INDEX cases_township_state;
DROP INDEX cases_state;
CREATE INDEX cases_open_township ON cases (township, received_at DESC, case_number DESC) WHERE ended_as IS NULL;
CREATE INDEX cases_open ON cases (received_at DESC, case_number DESC) WHERE ended_as IS NULL;
CREATE INDEX cases_ended_township ON cases (township, ended_as, received_at DESC, case_number DESC) WHERE ended_as IS NOT NULL;
CREATE INDEX cases_ended ON cases (ended_as, received_at DESC, case_number DESC) WHERE ended_as IS NOT NULL;
-- Room on the row's own page for what it becomes.
ALTER TABLE cases SET (fillfactor = 70);
