-- A room that hangs on a slow archive may write after its feed was erased. The tombstone is set first, so the archive itself
-- can turn such a write away; nobody waits for it any more, so it is passed over in silence.
CREATE TRIGGER page_of_erased_feed BEFORE INSERT ON page
WHEN EXISTS (SELECT 1 FROM feed WHERE feed.feed = NEW.feed AND feed.erased_at IS NOT NULL)
BEGIN
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER trade_of_erased_feed BEFORE INSERT ON trade
WHEN EXISTS (SELECT 1 FROM feed WHERE feed.feed = NEW.feed AND feed.erased_at IS NOT NULL)
BEGIN
  SELECT RAISE(IGNORE);
END;
