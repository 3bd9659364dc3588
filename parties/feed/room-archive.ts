/**
 * D1 as the archive of one feed in its present epoch. A feed that is no longer open asks it nothing more: what an erasure has
 * emptied stays empty.
 */
import { readPages, writePages } from "../../src/archive/pages.ts";
import { dropStaleTrades, writeTrades } from "../../src/archive/trades.ts";
import type { FullArchive } from "./duties.ts";
import type { FeedRow } from "./schema.ts";
import { FOLD_VERSION } from "./state/evolve.ts";

export function createRoomArchive(db: D1Database, { name, epoch }: FeedRow, isOpen: () => boolean): FullArchive {
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    if (!isOpen()) throw new Error("the feed is not open any more");
    return question();
  };
  return {
    writePage: async (page) => {
      const outcome = await ask(() => writePages(db, name, epoch, [page]));
      return outcome.kind === "written" ? { kind: "ok" } : { kind: "mismatch", page: outcome.page };
    },
    writeTrades: (trades) => ask(() => writeTrades(db, name, epoch, FOLD_VERSION, trades)),
    readPages: (pages) => ask(() => readPages(db, name, epoch, pages)),
    dropStaleTrades: () => ask(() => dropStaleTrades(db, name, epoch, FOLD_VERSION)),
  };
}
