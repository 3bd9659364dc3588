/**
 * The room's state as it follows the log: the fold (state/), and what each append changed. Loaded from the checkpoint and the
 * log's rest; where the checkpoint is of another fold, it is built anew from the archive's pages.
 */
import { mergePatches, type FeedEvent, type FeedState, type StatePatch, type Trade } from "@fillcast/protocol";
import type { Checkpoint } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import { tradeRows } from "./state/trade-book.ts";
import { FOLD_VERSION, evolve, initialState, serve, type FoldState } from "./state/evolve.ts";

/** Bytes of the log that are folded in one go. */
const SLICE_BYTES = 256 * 1024;

/** What events changed: the state for readers, and every trade that they touched, by key. */
export interface Change {
  readonly patch: StatePatch;
  readonly trades: ReadonlyMap<string, Trade>;
}

export class Projection {
  readonly fold: FoldState;

  constructor(fold: FoldState) {
    this.fold = fold;
  }

  /** The newest seq that it has seen. */
  get seq(): number {
    return this.fold.seq;
  }

  /** Folds the events that follow `seq`, and says what they changed. */
  apply(events: Iterable<FeedEvent>): Change {
    let patch: StatePatch | null = null;
    const trades = new Map<string, Trade>();
    for (const event of events) {
      if (event.seq !== this.seq + 1) throw new Error(`the fold stands at ${this.seq} and was given ${event.seq}`);
      const one = evolve(this.fold, event);
      // Taken event by event: a trade that ends is soon gone from the patch, but not from the ledger.
      for (const trade of tradeRows(one)) trades.set(trade.key, trade);
      patch = patch === null ? one : mergePatches(patch, one);
    }
    return { patch: patch ?? {}, trades };
  }

  /** Folds what the log has beyond `seq`. Returns the trades that changed, for the ledger. */
  follow(log: Log): Trade[] {
    const trades = new Map<string, Trade>();
    for (let slice = log.read(this.seq, SLICE_BYTES); slice !== null; slice = log.read(this.seq, SLICE_BYTES)) {
      for (const trade of this.apply(parseEvents(slice.text)).trades.values()) trades.set(trade.key, trade);
    }
    return [...trades.values()];
  }

  serve(nowMs: number): FeedState {
    return serve(this.fold, nowMs);
  }
}

/**
 * Where a checkpoint lets the fold go on, and whether the room's own part of the log is all that it lacks. A fold of another
 * version, or of a log that the room no longer has, begins at nothing.
 */
export function loadProjection(
  checkpoint: Checkpoint | null,
  log: Log,
): { readonly projection: Projection; readonly isLevel: boolean } {
  const kept = checkpoint !== null && checkpoint.foldVersion === FOLD_VERSION ? (checkpoint.fold as FoldState) : null;
  const fold = kept !== null && kept.seq <= log.head.seq ? kept : initialState();
  return { projection: new Projection(fold), isLevel: fold.seq >= log.oldest - 1 };
}

/** Stored event texts, parsed. */
export function parseEvents(text: string): FeedEvent[] {
  return text === "" ? [] : (JSON.parse(`[${text}]`) as FeedEvent[]);
}
