-- Documents that anybody may ask about by number and code, and the granted decisions a unit's board shows. A receipt is found
-- by its case, whose number it bears. Names are masked here, for this is what strangers read.

CREATE TABLE documents (
  document text PRIMARY KEY,            -- BZ530623-20261123-000001-3
  case_number text NOT NULL,
  made_on date NOT NULL,
  unit text NOT NULL,
  board text NOT NULL,                  -- the township, or the county for a case of its hall
  item text NOT NULL,
  item_name text NOT NULL,
  masked_name text NOT NULL,
  granted boolean NOT NULL              -- a decision that grants: on the board, if the item publishes it
);
CREATE INDEX documents_board ON documents (board, made_on DESC, document DESC) WHERE granted;
CREATE INDEX documents_unit ON documents (unit, made_on DESC, document DESC) WHERE granted;
