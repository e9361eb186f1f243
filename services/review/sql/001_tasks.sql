-- Tasks of the offices and their clock. A task is the one decision a case waits for.

CREATE TABLE tasks (
  task uuid PRIMARY KEY,
  case_number text NOT NULL UNIQUE,
  version integer NOT NULL,             -- guard of every update
  events integer NOT NULL,              -- count of the stream <task>
  state smallint NOT NULL,              -- bm.TaskState
  item text NOT NULL,
  item_name text NOT NULL,
  nature text NOT NULL,
  unit text NOT NULL,
  unit_path text NOT NULL,
  office text NOT NULL,
  promised_days integer NOT NULL,
  statutory_days integer NOT NULL,
  limit_unit smallint NOT NULL,
  accepted_on date NOT NULL,
  promised_due date NOT NULL,
  statutory_due date NOT NULL,
  claimed_by text NOT NULL,             -- username, '' while open
  claimed_name text NOT NULL,
  light smallint NOT NULL,              -- the worst that was told of: bm.Light
  outcome smallint NOT NULL,            -- bm.Outcome, 0 before
  document_number text NOT NULL,
  decided_on date,
  delivered boolean NOT NULL
);
CREATE INDEX tasks_office ON tasks (office, state, promised_due, task);
CREATE INDEX tasks_claimed ON tasks (claimed_by, state, promised_due, task);
CREATE INDEX tasks_unit ON tasks (unit_path text_pattern_ops, state, promised_due, task);
