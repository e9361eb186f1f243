-- Whom to tell of what: copies of the directory and of the cases, the inboxes, and e-mails on their way.

-- Copies of intake's directory. roles: bit 1 << bm.Role.
CREATE TABLE accounts (
  username text PRIMARY KEY,
  name text NOT NULL,
  roles integer NOT NULL,
  unit text NOT NULL,
  unit_path text NOT NULL,
  offices text[] NOT NULL,
  email_sealed bytea,
  active boolean NOT NULL
);
CREATE INDEX accounts_unit ON accounts (unit_path);
CREATE INDEX accounts_offices ON accounts USING gin (offices);

CREATE TABLE units (
  unit text PRIMARY KEY,
  name text NOT NULL,
  path text NOT NULL
);

-- What texts say of a case, and the applicant's side.
CREATE TABLE cases (
  case_number text PRIMARY KEY,
  unit text NOT NULL,
  unit_path text NOT NULL,
  item_name text NOT NULL,
  lead_office text NOT NULL,            -- '' until accepted
  accounts text[] NOT NULL,
  email_sealed bytea,                   -- given with the application
  masked_name text NOT NULL
);

-- Who rated, for those who were signed in; nobody else keeps it where the rated could look.
CREATE TABLE rectification_raters (
  rectification uuid PRIMARY KEY,
  case_number text NOT NULL,
  account text NOT NULL
);

-- Inboxes.
CREATE TABLE notices (
  notification uuid PRIMARY KEY,
  account text NOT NULL,
  case_number text NOT NULL,
  unit text NOT NULL,
  title text NOT NULL,
  text_sealed bytea NOT NULL,           -- holds what clerks and reviewers wrote
  template text NOT NULL,
  template_version integer NOT NULL,
  at timestamptz NOT NULL,
  read boolean NOT NULL
);
CREATE INDEX notices_inbox ON notices (account, at DESC, notification DESC);

-- E-mails. state: bm.SendingState. next_at: not before (WAITING), the end of the lease (SENDING).
CREATE TABLE sendings (
  sending uuid PRIMARY KEY,
  case_number text NOT NULL,
  unit text NOT NULL,
  channel text NOT NULL,
  template text NOT NULL,
  template_version integer NOT NULL,
  urgent boolean NOT NULL,              -- quiet hours do not hold it
  state smallint NOT NULL,
  attempts integer NOT NULL,
  next_at timestamptz NOT NULL,
  address_sealed bytea,                 -- NULL once sent
  letter_sealed bytea,                  -- subject, line feed, text; NULL once sent
  last_error text NOT NULL,             -- codes, never the server's words
  at timestamptz NOT NULL
);
CREATE INDEX sendings_due ON sendings (next_at, sending) WHERE state IN (1, 5);
CREATE INDEX sendings_at ON sendings (at DESC, sending DESC);
CREATE INDEX sendings_state ON sendings (state, at DESC, sending DESC);

-- How many went out by a channel in a minute: the limit holds over all processes.
CREATE TABLE channel_use (
  channel text NOT NULL,
  minute timestamptz NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (channel, minute)
);
