-- The case file: one row a case, one row an act (the trail), one row a paper handed in.

CREATE TABLE cases (
  case_number text PRIMARY KEY,         -- 530623-20261123-000042-7
  version integer NOT NULL,             -- the guard: one more with every act
  state smallint NOT NULL,              -- bm.CaseState; 13: SUBMITTED while a refusal waits for the centre head
  events bigint NOT NULL,               -- count of the stream <case_number>
  trail_seq integer NOT NULL,           -- count of the trail, and its last link
  trail_head text NOT NULL,
  item text NOT NULL,
  item_name text NOT NULL,
  item_version integer NOT NULL,        -- at hand-in; from acceptance on the one it was accepted under
  unit text NOT NULL,
  unit_path text NOT NULL,
  township text NOT NULL,               -- second segment of unit_path, '' for a case of the county hall
  received_unit text NOT NULL,          -- whose window took it
  lead_office text NOT NULL,            -- unit of the office that decides
  source smallint NOT NULL,             -- bm.CaseSource
  handed_in_by text NOT NULL,           -- account
  applicant_blind bytea NOT NULL,       -- blind index of the applicant's identity number
  query_code_hash bytea NOT NULL,       -- SHA-256 of the code
  received_at timestamptz NOT NULL,
  papers_at timestamptz NOT NULL,       -- the last receipt: hand-in or correction (art. 32 counts from here)
  accepted_on date,
  promised_due date,
  statutory_due date,
  receipt_number text NOT NULL,         -- '' before acceptance
  notices smallint NOT NULL,            -- correction notices so far
  correction_by date,
  record bytea NOT NULL                 -- sealed: what people wrote (applicant, form, texts of the acts), a packed bm.Case
);
-- Lists are newest first and paged by (received_at, case_number).
CREATE INDEX cases_handed_in ON cases (handed_in_by, received_at DESC, case_number DESC);
CREATE INDEX cases_applicant ON cases (applicant_blind, received_at DESC, case_number DESC);
CREATE INDEX cases_township ON cases (township, received_at DESC, case_number DESC);
CREATE INDEX cases_township_state ON cases (township, state, received_at DESC, case_number DESC);
CREATE INDEX cases_office ON cases (lead_office, received_at DESC, case_number DESC);
CREATE INDEX cases_newest ON cases (received_at DESC, case_number DESC);
CREATE INDEX cases_state ON cases (state, received_at DESC, case_number DESC);
-- A case another unit's window took; its own unit's windows find it by the unit.
CREATE INDEX cases_received ON cases (received_unit, received_at DESC, case_number DESC) WHERE received_unit <> unit;

-- link = SM3(link before in hex, LF, text); the first after 64 zeros. Texts hold no identity number, phone or address.
CREATE TABLE trail (
  case_number text NOT NULL,
  seq integer NOT NULL,
  text text NOT NULL,
  link text NOT NULL,
  hidden_from text NOT NULL,            -- unit whose clerks do not see it (ratings of that unit), '' for none
  PRIMARY KEY (case_number, seq)
);
REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM bm_intake;

CREATE TABLE case_papers (
  case_number text NOT NULL,
  round smallint NOT NULL,              -- 0: with the application, n: after the n-th correction notice
  position smallint NOT NULL,
  name text NOT NULL,
  paper_id uuid NOT NULL,
  PRIMARY KEY (case_number, round, position)
);
CREATE INDEX case_papers_paper ON case_papers (paper_id);

-- Wrong query codes within an hour of the first.
CREATE TABLE wrong_codes (
  case_number text PRIMARY KEY,
  first_at timestamptz NOT NULL,
  count integer NOT NULL
);
