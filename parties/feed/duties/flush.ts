/**
 * The flush from room to archive: parts in order, then changed trades. Bounded in time, idempotent, and never throws: an
 * event counts as archived only when the archive has confirmed it, and the next alarm retries what failed. It asks one
 * question at a time, so that a feed with a large backlog does not take the archive's and the processor's time from others.
 */
import { within } from "../../../archive/deadline.ts";
import type { PartText } from "../../../archive/page.ts";
import { describeError } from "../../../telemetry/fault.ts";

/** What the flush needs of the room and of the archive; the simulation gives it others. */
export interface FlushDeps<Trade> {
  readonly archived: number;
  readonly head: () => number;
  /** The part that an event is in, as far as its page has come; null where the room does not hold it. */
  readonly readPart: (seq: number) => PartText | null;
  /** Stores a part, full or not. */
  readonly writePart: (part: PartText) => Promise<void>;
  /** The trades that the ledger lacks. */
  readonly unledgered: () => readonly Trade[];
  readonly writeTrades: (trades: readonly Trade[]) => Promise<void>;
  readonly now: () => number;
  /** Lets others have their turn: asked after each write. */
  readonly pause: () => Promise<void>;
}

export interface FlushOutcome {
  /** Everything up to here is in the archive. */
  readonly archived: number;
  /** Stopped at the deadline with work left. */
  readonly unfinished: boolean;
  /** Why it stopped early, for the inspection; no keys and no bodies. */
  readonly error: string | null;
}

/** Trades that go in one transaction. */
const TRADES_AT_ONCE = 500;
/** Trades may take so long after the deadline: the pages before them have used it up. */
const TRADES_MIN_MS = 1_000;

/** Works until the archive is level with the head, the deadline has come, or the archive fails. */
export async function flush<Trade>(deps: FlushDeps<Trade>, deadlineMs: number): Promise<FlushOutcome> {
  let { archived } = deps;
  const stop = (error: string | null): FlushOutcome => ({ archived, unfinished: false, error });
  const pauseHere = (): FlushOutcome => ({ archived, unfinished: true, error: null });
  try {
    while (archived < deps.head()) {
      const remaining = deadlineMs - deps.now();
      if (remaining <= 0) return pauseHere();
      const part = deps.readPart(archived + 1);
      if (part === null) return stop(`event ${archived + 1} is missing from both the room and the archive`);
      await within(remaining, deps.writePart(part));
      archived = part.last;
      await deps.pause();
    }
    const tradesDeadlineMs = Math.max(deadlineMs, deps.now() + TRADES_MIN_MS);
    for (let left = deps.unledgered(); left.length > 0; left = deps.unledgered()) {
      const remaining = tradesDeadlineMs - deps.now();
      if (remaining <= 0) return pauseHere();
      await within(remaining, deps.writeTrades(left.slice(0, TRADES_AT_ONCE)));
      await deps.pause();
    }
  } catch (error) {
    return stop(describeError(error));
  }
  return stop(null);
}
