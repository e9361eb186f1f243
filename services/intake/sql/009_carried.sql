-- Which cases an agent carries by which mandate (I-08): what ends with it, and whose window may see its paper.

CREATE TABLE carried (
  case_number text PRIMARY KEY,
  mandate uuid NOT NULL
);
CREATE INDEX carried_mandate ON carried (mandate);
CREATE INDEX mandates_paper ON mandates (paper_id) WHERE paper_id IS NOT NULL;

-- Agents of villages, townships and the county: what waits is found by the county, and there is little of it.
DROP INDEX visits_township;
ALTER TABLE visits DROP COLUMN township;
CREATE INDEX visits_agent ON visits (agent, asked_at DESC, visit DESC);
CREATE INDEX visits_waiting ON visits (split_part(unit_path, '/', 1), asked_at DESC, visit DESC) WHERE agent = '' AND state = 1;
