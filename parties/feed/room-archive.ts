/**
 * D1 as the archive of one feed in its present epoch.
 */
import { readPages, writePages } from "../../src/archive/pages.ts";
import { dropStaleTrades, writeTrades } from "../../src/archive/trades.ts";
import type { FullArchive } from "./duties.ts";
import { FOLD_VERSION } from "./state/evolve.ts";

export function createRoomArchive(db: D1Database, feed: string, epoch: string): FullArchive {
  return {
    writePage: async (page) => {
      const outcome = await writePages(db, feed, epoch, [page]);
      return outcome.kind === "written" ? { kind: "ok" } : { kind: "mismatch", page: outcome.page };
    },
    writeTrades: (trades) => writeTrades(db, feed, epoch, FOLD_VERSION, trades),
    readPages: (pages) => readPages(db, feed, epoch, pages),
    dropStaleTrades: () => dropStaleTrades(db, feed, epoch, FOLD_VERSION),
  };
}
