-- An inbox goes by the time in its rows' ids (UUIDv7 of the event's time), so one index finds both a page and a notice.
ALTER TABLE notices DROP CONSTRAINT notices_pkey, ADD PRIMARY KEY (account, notification);
DROP INDEX notices_inbox;

-- A case is renewed when it is accepted: with room on its page the change stays there, and the index is not written.
ALTER TABLE cases SET (fillfactor = 70);
