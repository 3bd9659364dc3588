/**
 * D1 as the archive of one feed in its current epoch. A feed that is no longer open does not use it, so that erased data
 * stays erased.
 */
import { findHoles, listStored } from "../../../archive/pages.ts";
import { readParts } from "../../../archive/read-parts.ts";
import { dropStaleTrades, hasTrade, writeTrades } from "../../../archive/trades.ts";
import { clearPage, writeParts } from "../../../archive/write-pages.ts";
import type { FullArchive } from "./duties.ts";
import type { FeedRow } from "../feed-row.ts";
import { FOLD_VERSION } from "../state/fold/evolve.ts";

/** `generation` is that of the room's fold, which the ledger's rows carry. */
export function createRoomArchive(
  db: D1Database,
  { name, epoch }: FeedRow,
  generation: number,
  isOpen: () => boolean,
): FullArchive {
  const log = { db, feed: name, epoch };
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    if (!isOpen()) throw new Error("the feed is not open any more");
    return question();
  };
  return {
    listStored: (pages) => ask(() => listStored(log, pages)),
    hasTrade: (mark) => ask(() => hasTrade(log, mark)),
    findHoles: (last) => ask(() => findHoles(log, last)),
    writePart: (part) => ask(() => writeParts(log, [part])),
    clearPage: (page) => ask(() => clearPage(log, page)),
    writeTrades: (trades) => ask(() => writeTrades(log, { generation, version: FOLD_VERSION }, trades)),
    dropStaleTrades: () => ask(() => dropStaleTrades(log, generation)),
    readParts: (stretch) => readParts(log, [stretch], "forward"),
  };
}
