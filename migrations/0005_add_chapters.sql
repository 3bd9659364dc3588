-- The keys of 64 pages in one row, so that a filter over a long log looks at few rows. Made of the pages' own keys when the
-- last of the 64 is written: one row for 32,768 events. A chapter without a row is read page by page.
CREATE TABLE chapter (
  feed TEXT NOT NULL,
  epoch TEXT NOT NULL,
  chapter INTEGER NOT NULL, -- from 1
  keys TEXT NOT NULL, -- JSON: for each page in order, the keys of its parts
  PRIMARY KEY (feed, epoch, chapter)
) WITHOUT ROWID;

CREATE TRIGGER chapter_of_erased_feed BEFORE INSERT ON chapter
WHEN EXISTS (SELECT 1 FROM feed WHERE feed.feed = NEW.feed AND feed.erased_at IS NOT NULL)
BEGIN
  SELECT RAISE(IGNORE);
END;
