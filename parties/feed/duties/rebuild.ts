/**
 * Folds the log from any point: the archive's parts, then the room's own. Used to rebuild the state, when the fold has
 * changed or the room no longer has what it needs, and to rewrite the ledger. It works part by part and lets other requests
 * in between; events keep arriving meanwhile.
 */
import { CHUNK_MAX_BYTES, type Trade } from "@fillcast/protocol";
import type { Hole } from "../../../archive/page.ts";
import type { Stretch } from "../../../archive/read-parts.ts";
import type { Log } from "../log/log.ts";
import { parseEvents, type LogFold } from "../state/log-fold.ts";

export interface RebuildDeps {
  readonly log: Log;
  /** The archive's parts that hold any of a stretch, oldest first. */
  readonly readParts: (
    stretch: Stretch,
  ) => AsyncIterable<{ readonly first: number; readonly last: number; readonly text: string }>;
  /** The trades that a step changed. */
  readonly writeTrades: (trades: readonly Trade[]) => Promise<void>;
  /** The archive has answered, and does not have these: they are folded over. */
  readonly noteHole: (hole: Hole) => void;
  /** Lets others have their turn. */
  readonly pause: () => Promise<void>;
  readonly now: () => number;
}

/** Folds until at most one step of the room's own part is left (true) or the deadline has come (false). Throws where the archive fails. */
export async function rebuild(fold: LogFold, deps: RebuildDeps, deadlineMs: number): Promise<boolean> {
  const { log, now } = deps;
  for (;;) {
    if (fold.seq < log.oldest - 1) {
      if (!(await foldArchive(fold, deps, deadlineMs))) return false;
      continue;
    }
    const slice = log.read(fold.seq, CHUNK_MAX_BYTES);
    if (slice === null || slice.through === log.head.seq) return true;
    await step(fold, slice.text, deps);
    if (now() >= deadlineMs) return false;
  }
}

/** Up to what is the room's own; false if the deadline has come. */
async function foldArchive(fold: LogFold, deps: RebuildDeps, deadlineMs: number): Promise<boolean> {
  const stretch = { low: fold.seq, high: deps.log.oldest - 1 };
  for await (const part of deps.readParts(stretch)) {
    if (part.last <= fold.seq) continue;
    if (part.first > fold.seq + 1) foldOver(fold, part.first - 1, deps);
    await step(fold, part.text, deps);
    if (deps.now() >= deadlineMs) return false;
  }
  if (fold.seq < stretch.high) foldOver(fold, stretch.high, deps);
  return true;
}

function foldOver(fold: LogFold, last: number, { noteHole }: RebuildDeps): void {
  noteHole({ first: fold.seq + 1, last });
  fold.skipTo(last);
}

async function step(fold: LogFold, text: string, { writeTrades, pause }: RebuildDeps): Promise<void> {
  const { seq } = fold;
  const events = parseEvents(text).filter((event) => event.seq > seq);
  const { trades } = fold.apply(events);
  if (trades.size > 0) await writeTrades([...trades.values()]);
  await pause();
}
