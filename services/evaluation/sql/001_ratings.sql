-- What people say of the service: ratings and rectifications; and the facts of cases that figures are made from.

-- A case as events told it. `version` guards every act on the case's ratings; `events` counts the stream <case_number>.
CREATE TABLE cases (
  case_number text PRIMARY KEY,
  version integer NOT NULL,
  events integer NOT NULL,
  unit text NOT NULL,
  unit_path text NOT NULL,
  item text NOT NULL,
  item_name text NOT NULL,
  source smallint NOT NULL,
  query_code_hash bytea NOT NULL,
  received_at timestamptz NOT NULL,
  accepted_on date,
  promised_due date,
  statutory_due date,
  decided_on date,
  on_time boolean,
  light smallint NOT NULL,              -- the worst that was crossed: bm.Light
  ended_as smallint NOT NULL,           -- bm.CaseState, 0 while it goes on
  ended_at timestamptz,
  rated boolean NOT NULL
);
CREATE INDEX cases_unit ON cases (unit_path text_pattern_ops, received_at);

CREATE TABLE ratings (
  rating uuid PRIMARY KEY,
  case_number text NOT NULL UNIQUE,
  level smallint NOT NULL,
  words_sealed bytea NOT NULL,          -- tags and comment, a packed bm.CreateRatingRequest
  at timestamptz NOT NULL
);

CREATE TABLE rectifications (
  rectification uuid PRIMARY KEY,
  case_number text NOT NULL UNIQUE,
  state smallint NOT NULL,              -- bm.RectificationState
  level smallint NOT NULL,
  rating uuid NOT NULL,
  unit text NOT NULL,
  unit_path text NOT NULL,
  due date NOT NULL,                    -- called back by then
  reached boolean NOT NULL,
  calls integer NOT NULL,
  words_sealed bytea NOT NULL           -- notes, measures, answer: a packed bm.Rectification
);
CREATE INDEX rectifications_unit ON rectifications (unit_path text_pattern_ops, state, due, rectification);

CREATE TABLE wrong_codes (
  case_number text PRIMARY KEY,
  count integer NOT NULL,
  first_at timestamptz NOT NULL
);

-- Copies of intake's directory: figures are by unit and by item.
CREATE TABLE units (
  unit text PRIMARY KEY,
  name text NOT NULL,
  kind smallint NOT NULL,
  path text NOT NULL
);
CREATE TABLE items (
  item text PRIMARY KEY,
  name text NOT NULL,
  kind smallint NOT NULL
);
