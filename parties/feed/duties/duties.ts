/**
 * What the room does when its alarm rings, in order: rebuild the state if necessary, bring archive and ledger up to date,
 * release old pages, save. Appends continue between any two awaits.
 */
import type { Trade } from "@fillcast/protocol";
import { eachWithin, within } from "../../../archive/deadline.ts";
import type { Stretch } from "../../../archive/read-parts.ts";
import type { Keeper } from "../keeper.ts";
import type { Log } from "../log/log.ts";
import { FoldFault } from "../state/log-fold.ts";
import { ARCHIVE_RUN_MS } from "./alarm.ts";
import type { Archive, RunOutcome } from "./archiving.ts";
import { rebuild, type RebuildDeps } from "./rebuild.ts";
import { decideDrops, releasePages } from "./release.ts";

/** The archive with what a rebuild reads of it. */
export interface FullArchive extends Archive {
  /** The parts that hold any of a stretch, oldest first. */
  readParts(stretch: Stretch): AsyncIterable<{ readonly first: number; readonly last: number; readonly text: string }>;
  /** Takes ledger rows that an earlier fold or epoch left behind. */
  dropStaleTrades(): Promise<void>;
}

/** What the duties need of the room. */
export interface DutyRoom {
  readonly log: Log;
  readonly keeper: Keeper;
  /** Heartbeats wake it all the time, and nothing else has since. */
  readonly isWokenByBeats: () => boolean;
  /** The state is there again. */
  readonly announceState: (nowMs: number) => void;
  /** The state begins again. */
  readonly renewState: (nowMs: number) => void;
}

/** What they need of the world. */
export interface DutyWorld {
  readonly archive: FullArchive;
  readonly now: () => number;
  /** Lets others have their turn. */
  readonly pause: () => Promise<void>;
}

/** One run, alone or as part of the one under way; what fails of the archive is noted and asked again by the next. */
export function runDuties(room: DutyRoom, world: DutyWorld): Promise<RunOutcome> {
  return room.keeper.archiving.alone(() => bringLevel(room, world));
}

async function bringLevel(room: DutyRoom, world: DutyWorld): Promise<RunOutcome> {
  const { keeper } = room;
  const { model, archiving } = keeper;
  const { archive, now, pause } = world;
  const deps = toRebuildDeps(room, world);
  if (model.isRebuilding) await rebuildState(room, deps);
  if (model.isOutdated) {
    // All that this run holds is of a state that begins again.
    room.renewState(now());
    return { archived: archiving.archived, unfinished: true, error: null, mismatch: null };
  }
  const outcome = await archiving.run(archive, now, pause);
  if (outcome.error === null && !outcome.unfinished) await tidy(room, archive, deps);
  // Without an event since it woke, the room has archived what the archive had: the next heartbeat's wake is to know better.
  if (keeper.isFarFromSaved || (keeper.isArchivedUnsaved && room.isWokenByBeats())) keeper.save();
  return outcome;
}

function toRebuildDeps({ log, keeper }: DutyRoom, { archive, now, pause }: DutyWorld): RebuildDeps {
  const { archiving } = keeper;
  return {
    log,
    readParts: (stretch) => eachWithin(ARCHIVE_RUN_MS, archive.readParts(stretch)),
    writeTrades: (trades: readonly Trade[]) => within(ARCHIVE_RUN_MS, archiving.writeTrades(archive, trades)),
    noteHole: (hole) => archiving.noteHole(hole),
    pause,
    now,
  };
}

async function rebuildState({ keeper, announceState }: DutyRoom, deps: RebuildDeps): Promise<void> {
  const { model } = keeper;
  try {
    const isThrough = await rebuild(model.rebuilding, deps, deps.now() + ARCHIVE_RUN_MS);
    if (!isThrough) return keeper.save();
    model.adoptRebuilt(deps.now());
    if (!model.isThere || model.isOutdated) return;
    keeper.ledger.hasStaleRows = true;
    keeper.save();
    announceState(deps.now());
  } catch (error) {
    if (error instanceof FoldFault) model.noteFault(error);
    else keeper.archiving.noteFailure(error, deps.now());
  }
}

/** What follows once the archive is level: the rest of the ledger, and what is not needed any more. */
async function tidy({ log, keeper }: DutyRoom, archive: FullArchive, deps: RebuildDeps): Promise<void> {
  const { model, archiving, ledger } = keeper;
  try {
    if (archiving.needsLedger && model.isThere) await rewriteLedger(keeper, deps);
    // Once all of this fold's rows are there, and unless the earlier ones are all that is left of lost events.
    if (ledger.hasStaleRows && model.isThere && archiving.isLedgerWhole) {
      await within(ARCHIVE_RUN_MS, archive.dropStaleTrades());
      ledger.hasStaleRows = false;
      keeper.save();
    }
    // A state that is built again reads the archive up to the oldest page: that one must stay where it is.
    if (model.isRebuilding) return;
    const drops = decideDrops(log.sealedPages(), log.head.seq, archiving.archived, deps.now());
    await releasePages(log, keeper, archive, drops);
  } catch (error) {
    archiving.noteFailure(error, deps.now());
  }
}

async function rewriteLedger(keeper: Keeper, deps: RebuildDeps): Promise<void> {
  const { model, archiving, ledger } = keeper;
  const end = (faultSeq: number | null): void => {
    ledger.endRewrite();
    archiving.noteLedger(faultSeq);
    keeper.save();
  };
  try {
    const isThrough = await ledger.rewrite(deps, model.kept, deps.now() + ARCHIVE_RUN_MS);
    if (isThrough) end(null);
    else archiving.noteUnfinished();
  } catch (error) {
    if (!(error instanceof FoldFault)) throw error;
    end(error.seq);
  }
}

/**
 * Other requests of the room, and other rooms of the process, come first. A timer, and not only an answer of the database: in
 * a local start that answers from within the process, which then never looks whether somebody else has asked.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
