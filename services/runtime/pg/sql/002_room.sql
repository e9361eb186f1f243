-- A stream's count moves with each of its events: with room on its page the change stays there, and the index is not written.
ALTER TABLE taken SET (fillfactor = 70);
