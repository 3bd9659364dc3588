/**
 * The room's state as it follows the log: the fold (state/), and what each append changed. Loaded from the checkpoint and the
 * log's rest; where the checkpoint is of another fold, it is built anew from the archive's pages.
 */
import { mergePatches, type FeedEvent, type FeedState, type StatePatch, type Trade } from "@fillcast/protocol";
import type { Checkpoint } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import { FOLD_VERSION, evolve, initialState, serve, type FoldState } from "./state/evolve.ts";

/** Bytes of the log that are folded in one go. */
const SLICE_BYTES = 256 * 1024;

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
  apply(events: Iterable<FeedEvent>): StatePatch {
    let patch: StatePatch | null = null;
    for (const event of events) {
      if (event.seq !== this.seq + 1) throw new Error(`the fold stands at ${this.seq} and was given ${event.seq}`);
      const change = evolve(this.fold, event);
      patch = patch === null ? change : mergePatches(patch, change);
    }
    return patch ?? {};
  }

  /** Folds what the log has beyond `seq`. Returns the trades that changed, for the ledger. */
  follow(log: Log): Trade[] {
    const trades = new Map<string, Trade>();
    for (let slice = log.read(this.seq, SLICE_BYTES); slice !== null; slice = log.read(this.seq, SLICE_BYTES)) {
      for (const trade of changedTrades(this.apply(parseEvents(slice.text)))) trades.set(trade.key, trade);
    }
    return [...trades.values()];
  }

  serve(nowMs: number): FeedState {
    return serve(this.fold, nowMs);
  }
}

/** Where a checkpoint lets the fold go on, or null where events are needed that the room no longer holds. */
export function loadProjection(checkpoint: Checkpoint | null, log: Log): Projection | null {
  if (checkpoint !== null && checkpoint.foldVersion === FOLD_VERSION) {
    const fold = checkpoint.fold as FoldState;
    if (fold.seq >= log.oldest - 1 && fold.seq <= log.head.seq) return new Projection(fold);
  }
  return log.oldest === 1 ? new Projection(initialState()) : null;
}

/** The trades of a patch that are still there. */
export function changedTrades(patch: StatePatch): Trade[] {
  return Object.values(patch.trades ?? {}).filter((trade) => trade !== null);
}

/** Stored event texts, parsed. */
export function parseEvents(text: string): FeedEvent[] {
  return text === "" ? [] : (JSON.parse(`[${text}]`) as FeedEvent[]);
}
