-- Papers that are whole, checked and sealed. Their pieces are files (BM_PAPERS_DIR); pieces without a row here are swept.

CREATE TABLE papers (
  paper_id uuid PRIMARY KEY,
  sha256 bytea NOT NULL,
  media_type text NOT NULL,             -- checked by content
  size integer NOT NULL,                -- bytes
  pieces integer NOT NULL,
  uploaded_by text NOT NULL,            -- account
  at timestamptz NOT NULL
);
