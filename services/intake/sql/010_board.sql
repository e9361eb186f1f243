-- A board is counted in the index alone.

DROP INDEX documents_board;
DROP INDEX documents_unit;
CREATE INDEX documents_board ON documents (board, made_on DESC, document DESC) INCLUDE (item) WHERE granted;
CREATE INDEX documents_unit ON documents (unit, made_on DESC, document DESC) INCLUDE (item) WHERE granted;
