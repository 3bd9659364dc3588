/**
 * The drain from room to archive: pages in order, then the trades that changed. Bounded in time, idempotent, and never
 * throwing: a page counts as archived only when the archive has said so, and what failed is asked again by the next alarm.
 */
import { pageOf } from "@fillcast/protocol";
import type { PageText } from "../../src/archive/page.ts";

/** What the drain needs of the room and of the archive; the simulation gives it others. */
export interface FlushDeps<Trade> {
  readonly archived: number;
  readonly head: () => number;
  readonly readPage: (page: number) => PageText | null;
  /** Stores a page, open or sealed; `mismatch` where the archive holds another history under this epoch. */
  readonly writePage: (
    page: PageText,
  ) => Promise<{ readonly kind: "ok" } | { readonly kind: "mismatch"; readonly page: number }>;
  /** The trades that the ledger lacks. */
  readonly unledgered: () => readonly Trade[];
  /** These are in the ledger now; what changed again meanwhile is not. */
  readonly noteLedgered: (trades: readonly Trade[]) => void;
  readonly writeTrades: (trades: readonly Trade[]) => Promise<void>;
  readonly now: () => number;
}

export interface FlushOutcome {
  /** Everything up to here is in the archive. */
  readonly archived: number;
  /** Stopped at the deadline with work left. */
  readonly unfinished: boolean;
  /** Why it stopped early, for the inspection; no keys and no bodies. */
  readonly error: string | null;
  /** The archive holds another history from this page on. */
  readonly mismatch: number | null;
}

/** Drains until it is level with the head, the deadline has come, or the archive fails. */
export async function flush<Trade>(deps: FlushDeps<Trade>, deadlineMs: number): Promise<FlushOutcome> {
  let { archived } = deps;
  const stop = (error: string | null, unfinished = false, mismatch: number | null = null): FlushOutcome => ({
    archived,
    unfinished,
    error,
    mismatch,
  });
  while (archived < deps.head()) {
    const remaining = deadlineMs - deps.now();
    if (remaining <= 0) return stop(null, true);
    const page = deps.readPage(pageOf(archived + 1));
    if (page === null) return stop(`page ${pageOf(archived + 1)} is neither in the room nor archived`);
    try {
      const outcome = await within(remaining, deps.writePage(page));
      if (outcome.kind === "mismatch") return stop("the archive holds another history", false, outcome.page);
    } catch (error) {
      return stop(describeError(error));
    }
    archived = page.last;
  }
  const trades = deps.unledgered();
  if (trades.length === 0) return stop(null);
  try {
    await within(Math.max(1_000, deadlineMs - deps.now()), deps.writeTrades(trades));
  } catch (error) {
    return stop(describeError(error));
  }
  deps.noteLedgered(trades);
  return stop(null);
}

/** The promise's value, or an error after `ms`: an archive that hangs must not hang the alarm. */
async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the archive did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong, for the inspection; no keys and no bodies are in it. */
export function describeError(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
