-- The logs' pages: 512 consecutive events each, gzip of their records; parts only where a body exceeds 512 KiB.
-- No index beside the key: a page costs one row to write, and every read goes by (feed, epoch, page). `keys` and the bounds
-- stand before the body, so that a scan for a filter reads no body.
CREATE TABLE page (
  feed TEXT NOT NULL,
  epoch TEXT NOT NULL,
  page INTEGER NOT NULL,
  part INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  min_at INTEGER NOT NULL, -- ms since 1970, the room's clock
  max_at INTEGER NOT NULL,
  keys TEXT NOT NULL, -- {"types":[…],"bots":[…],"pairs":[…]}; empty in later parts
  chain TEXT NOT NULL, -- hex, after the page's last record
  body BLOB NOT NULL,
  PRIMARY KEY (feed, epoch, page, part)
) WITHOUT ROWID;

-- The ledger: every trade as the room's fold has it. `opened_at` (ms since 1970) is part of the trade's key, so the primary
-- key is unique by (feed, key) and sorts as the ledger is read: no index beside it, one row written a change.
CREATE TABLE trade (
  feed TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  key TEXT NOT NULL,
  epoch TEXT NOT NULL,
  fold_version INTEGER NOT NULL,
  seq INTEGER NOT NULL, -- the event that changed it last
  bot TEXT NOT NULL,
  pair TEXT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL, -- the whole trade as JSON
  PRIMARY KEY (feed, opened_at, key)
) WITHOUT ROWID;
