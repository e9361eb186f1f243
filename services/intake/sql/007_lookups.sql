-- Who looked for whom at a desk, by a blind index of the identity number. Only grows.

CREATE TABLE lookups (
  lookup uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  account text NOT NULL,
  unit text NOT NULL,
  person_blind bytea NOT NULL,
  found boolean NOT NULL
);
CREATE INDEX lookups_person ON lookups (person_blind, at);
REVOKE UPDATE, DELETE, TRUNCATE ON lookups FROM bm_intake;
