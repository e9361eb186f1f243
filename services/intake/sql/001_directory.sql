-- The directory: units, items, accounts, sessions. Loaded by RPC, copied to the other services by events.

CREATE TABLE units (
  unit text PRIMARY KEY,                -- 530623101; an office: 530623101-03
  name text NOT NULL,
  kind smallint NOT NULL,               -- bm.UnitKind
  parent text NOT NULL,                 -- '' for the county
  path text NOT NULL,                   -- 530623/530623101/530623101-03
  phone text NOT NULL,
  address text NOT NULL,
  hours text NOT NULL,
  content_hash bytea NOT NULL,          -- of what was put, so that putting it again changes nothing
  version integer NOT NULL              -- count of the stream unit:<unit>
);
CREATE INDEX units_parent ON units (parent, unit);
-- An item names its lead office; the office is found by name among the ancestors of the case's unit.
CREATE INDEX units_office ON units (parent, name) WHERE kind = 4;

CREATE TABLE items (
  item text PRIMARY KEY,
  name text NOT NULL,
  category text NOT NULL,
  nature text NOT NULL,
  kind smallint NOT NULL,               -- bm.ItemKind
  lead_office text NOT NULL,
  other_offices text[] NOT NULL,
  lowest_tier smallint NOT NULL,
  statutory_days integer NOT NULL,
  promised_days integer NOT NULL,
  limit_unit smallint NOT NULL,
  in_person boolean NOT NULL,
  provisional_allowed boolean NOT NULL,
  commitment_allowed boolean NOT NULL,
  fee_yuan integer NOT NULL,
  publish smallint NOT NULL,
  status smallint NOT NULL,             -- bm.ItemStatus
  papers text[] NOT NULL,
  papers_missing_ok text[] NOT NULL,    -- those of `papers` that may be missing at provisional acceptance
  search text NOT NULL,                 -- code and name with small letters, and
  grams text[] NOT NULL,                -- their one- and two-character pieces
  content_hash bytea NOT NULL,
  version integer NOT NULL              -- count of the stream item:<item>
);
CREATE INDEX items_grams ON items USING gin (grams);

CREATE TABLE accounts (
  username text PRIMARY KEY,
  password_hash text NOT NULL,          -- argon2id, as libsodium writes it
  name text NOT NULL,
  role smallint NOT NULL,               -- the one shown
  roles integer NOT NULL,               -- bit 1 << bm.Role
  unit text NOT NULL,                   -- '' for a citizen
  offices text[] NOT NULL,              -- units whose tasks the account may decide
  id_blind bytea,                       -- blind index of the citizen number
  id_sealed bytea,
  email_sealed bytea,
  closed boolean NOT NULL,
  content_hash bytea NOT NULL,          -- keyed, for it is of personal data too
  version integer NOT NULL              -- count of the stream account:<username>
);
CREATE INDEX accounts_id ON accounts (id_blind) WHERE id_blind IS NOT NULL;

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,         -- SHA-256
  username text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked boolean NOT NULL
);
CREATE INDEX sessions_username ON sessions (username);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Failed sign-ins, for the throttle; swept an hour after the last. A blind index, for people type anything as a username.
CREATE TABLE sign_in_failures (
  username_blind bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_at);
