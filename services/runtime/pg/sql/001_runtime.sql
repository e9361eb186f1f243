-- What every service keeps beside its own tables. Times are bound as parameters: the clock is the process's, not the server's.

-- Stops a transaction whose guard does not hold: an update of no row is no error, and a pipeline would go on.
CREATE FUNCTION rt_conflict() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'conflict' USING ERRCODE = '40001';
END
$$;

-- The first answer of each idempotency key, sealed; written in the transaction of its effect, swept after 7 days.
CREATE TABLE answers (
  scope text NOT NULL,
  method text NOT NULL,
  key uuid NOT NULL,
  request_hash bytea NOT NULL,
  answer bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (key, scope, method)
);
CREATE INDEX answers_at ON answers (at);

-- Events on their way. destinations: a bit for each service that has not taken it in yet; due: not before.
-- attempts counts failures (they end in a dead letter), waits all tries that came to nothing.
CREATE TABLE outbox (
  stream text NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  payload bytea NOT NULL,
  destinations bigint NOT NULL,
  due timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  waits int NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '',
  PRIMARY KEY (stream, seq)
);
CREATE INDEX outbox_due ON outbox (due, stream, seq);

-- Events a destination would not take, sealed as they were in the outbox; an operator sends them again.
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  destination text NOT NULL,
  destination_bit bigint NOT NULL,
  stream text NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  payload bytea NOT NULL,
  attempts int NOT NULL,
  error text NOT NULL,
  died_at timestamptz NOT NULL
);

-- The last number taken in of each sender's stream.
CREATE TABLE taken (
  sender text NOT NULL,
  stream text NOT NULL,
  last_seq bigint NOT NULL,
  PRIMARY KEY (sender, stream)
);

-- Timed work. run_at is due at first and later when it failed.
CREATE TABLE timers (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  due timestamptz NOT NULL,
  run_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  UNIQUE (subject, kind, due)
);
CREATE INDEX timers_run_at ON timers (run_at);

-- Next number of each kind, unit and day; processes take blocks.
CREATE TABLE numbers (
  kind text NOT NULL,
  unit text NOT NULL,
  day date NOT NULL,
  next bigint NOT NULL,
  PRIMARY KEY (kind, unit, day)
);

-- Who relays (and who fires timers) for the next seconds. Correctness does not hang on it; it keeps two from doing the same.
CREATE TABLE leases (
  name text PRIMARY KEY,
  holder uuid NOT NULL,
  until timestamptz NOT NULL
);
