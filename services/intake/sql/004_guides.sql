-- What an item's guide says beside what the rules need: found by life event, else read with its item only.

CREATE TABLE item_guides (
  item text PRIMARY KEY,
  life_events bigint[] NOT NULL,        -- bm.LifeEvent
  detail bytea NOT NULL                 -- a packed bm.Item that holds papers and guide
);

-- An office is found by its name among the ancestors of a unit; who leads an item, by the office's name.
CREATE INDEX items_lead_office ON items (lead_office);
