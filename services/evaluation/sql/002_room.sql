-- A case is changed by most of its events: with room on its page the change stays there, and no index is written.
ALTER TABLE cases SET (fillfactor = 60);
