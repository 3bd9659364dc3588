-- The directory: every feed that was ever begun, asked before a room is addressed that no key proves.
-- `epoch` is null while the creation is under way; `erased_at` (ms since 1970) makes the row a tombstone.
CREATE TABLE feed (
  feed TEXT NOT NULL PRIMARY KEY,
  region TEXT NOT NULL,
  epoch TEXT,
  created_at INTEGER NOT NULL,
  erased_at INTEGER
) WITHOUT ROWID;
