-- What citizens let agents do, and visits at home (I-08). What people wrote is sealed.

CREATE TABLE mandates (
  mandate uuid PRIMARY KEY,
  version integer NOT NULL,             -- the guard
  principal_blind bytea NOT NULL,       -- blind index of the citizen's identity number
  agent text NOT NULL,                  -- account
  agent_name text NOT NULL,
  items text[] NOT NULL,                -- item codes; none: any matter
  given_at timestamptz NOT NULL,
  given_by text NOT NULL,               -- account: the citizen's, or the agent's for one signed on paper
  valid_until date NOT NULL,
  ended_at timestamptz,
  paper_id uuid,
  record bytea NOT NULL                 -- sealed: a packed bm.Principal
);
CREATE INDEX mandates_agent ON mandates (agent, given_at DESC, mandate DESC);
CREATE INDEX mandates_principal ON mandates (principal_blind, given_at DESC, mandate DESC);

CREATE TABLE visits (
  visit uuid PRIMARY KEY,
  version integer NOT NULL,             -- the guard
  state smallint NOT NULL,              -- bm.VisitState
  unit_path text NOT NULL,
  township text NOT NULL,               -- second segment of unit_path
  asked_by text NOT NULL,               -- account
  agent text NOT NULL,                  -- account of who took it, '' before
  asked_at timestamptz NOT NULL,
  record bytea NOT NULL                 -- sealed: a packed bm.Visit
);
CREATE INDEX visits_asked_by ON visits (asked_by, asked_at DESC, visit DESC);
CREATE INDEX visits_township ON visits (township, asked_at DESC, visit DESC);

-- Staff of a unit.
CREATE INDEX accounts_unit ON accounts (unit, username);
