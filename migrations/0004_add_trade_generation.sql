-- Which of a feed's folds a trade is of: a room counts them, so that after a rollback the rows of the code that runs win,
-- whatever the number of its version. `fold_version` stays for whoever looks.
ALTER TABLE trade ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
