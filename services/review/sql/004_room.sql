-- A task is changed by its claim, its decision and its delivery: with room on its page the last of them writes no index, for
-- nothing an index holds changes.
ALTER TABLE tasks SET (fillfactor = 80);
