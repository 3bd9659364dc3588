/**
 * What the room does when its alarm rings, in order: say who has gone silent, build the state anew where it has to be,
 * bring the archive level, let old pages go, save. Appends go on between any two of its awaits.
 */
import type { Trade } from "@fillcast/protocol";
import { ARCHIVE_RUN_MS } from "./alarm.ts";
import type { Archive } from "./archiving.ts";
import type { Feed } from "./feed.ts";
import type { FlushOutcome } from "./flush.ts";
import { rebuild } from "./rebuild.ts";

/** The archive with what a rebuild reads of it. */
export interface FullArchive extends Archive {
  readPages(pages: readonly number[]): Promise<readonly { readonly first: number; readonly text: string }[]>;
  /** Takes ledger rows that an older fold or epoch left behind. */
  dropStaleTrades(): Promise<void>;
}

/** One run; what fails of the archive is noted and asked again by the next. */
export async function runDuties(feed: Feed, archive: FullArchive, now: () => number): Promise<FlushOutcome> {
  feed.noteSilence(now());
  if (feed.model.projection === null) await rebuildState(feed, archive, now);
  const outcome = await feed.model.archiving.run(archive, now);
  feed.releasePages(now());
  return outcome;
}

async function rebuildState(feed: Feed, archive: FullArchive, now: () => number): Promise<void> {
  const { model, log } = feed;
  const projection = model.rebuilding;
  try {
    const writeTrades = (trades: readonly Trade[]): Promise<void> => archive.writeTrades(trades);
    const deps = {
      oldest: () => log.oldest,
      readPages: (pages: readonly number[]) => archive.readPages(pages),
      writeTrades,
      now,
    };
    const isThrough = await rebuild(projection, deps, now() + ARCHIVE_RUN_MS);
    if (!isThrough) return model.save();
    model.adopt(projection);
    feed.announceState(now());
    await archive.dropStaleTrades();
  } catch (error) {
    model.archiving.noteFailure(error, now());
  }
}
