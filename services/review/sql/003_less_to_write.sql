-- A task that opens is claimed by nobody: it needs no row in the index of those who claimed.
DROP INDEX tasks_claimed;
CREATE INDEX tasks_claimed ON tasks (claimed_by, state, promised_due, task) WHERE claimed_by <> '';
