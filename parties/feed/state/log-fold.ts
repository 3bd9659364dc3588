/**
 * A fold (fold/) as it follows the log, and what each step changed. Loaded from the checkpoint and the log's rest; where the
 * checkpoint is of another fold, it is built again from the archive's pages.
 */
import { mergePatches, type FeedEvent, type StatePatch, type Trade } from "@fillcast/protocol";
import type { Checkpoint } from "./checkpoint.ts";
import type { Log } from "../log/log.ts";
import { tradeRows } from "./fold/trade-book.ts";
import { openFold, type StoredFold } from "./stored-fold.ts";
import { FOLD_VERSION, evolve, initialState, type FoldState, type TradeSteps } from "./fold/evolve.ts";

/** Bytes of the log that are folded in one go. */
const SLICE_BYTES = 256 * 1024;

/** What events changed: the state for readers, and every trade that they touched, by key. */
export interface Change {
  readonly patch: StatePatch;
  readonly trades: ReadonlyMap<string, Trade>;
}

/** The fold threw at an event: a fault of ours. What it had changed by then cannot be trusted. */
export class FoldFault extends Error {
  readonly seq: number;

  constructor(seq: number, cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.name = "FoldFault";
    this.seq = seq;
  }
}

export class LogFold {
  readonly state: FoldState;

  constructor(state: FoldState) {
    this.state = state;
  }

  /** The newest seq that it has seen. */
  get seq(): number {
    return this.state.seq;
  }

  /** Folds the events that follow `seq`, and returns what they changed. Throws a FoldFault, after which the fold is unusable. */
  apply(events: Iterable<FeedEvent>, steps?: TradeSteps): Change {
    const patches: StatePatch[] = [];
    const trades = new Map<string, Trade>();
    for (const event of events) {
      if (event.seq !== this.seq + 1) throw new Error(`the fold stands at ${this.seq} and was given ${event.seq}`);
      const one = this.#evolve(event, steps);
      // Taken event by event: a trade that ends is soon gone from the patch, but not from the ledger.
      for (const trade of tradeRows(one)) trades.set(trade.key, trade);
      patches.push(one);
    }
    return { patch: mergePatches(patches), trades };
  }

  #evolve(event: FeedEvent, steps?: TradeSteps): StatePatch {
    try {
      return evolve(this.state, event, steps);
    } catch (error) {
      throw new FoldFault(event.seq, error);
    }
  }

  /** Passes over events that nobody has any more. */
  skipTo(seq: number): void {
    this.state.seq = seq;
  }

  /** Folds what the log has beyond `seq`. Returns the trades that changed, for the ledger. */
  follow(log: Log): Trade[] {
    const trades = new Map<string, Trade>();
    for (let slice = log.read(this.seq, SLICE_BYTES); slice !== null; slice = log.read(this.seq, SLICE_BYTES)) {
      for (const trade of this.apply(parseEvents(slice.text)).trades.values()) trades.set(trade.key, trade);
    }
    return [...trades.values()];
  }
}

/** A fold that was loaded; it is level if the room's own part of the log is all that it lacks. */
export interface Loaded {
  readonly fold: LogFold;
  readonly isLevel: boolean;
}

/**
 * Where a checkpoint lets the fold go on. A fold of another version, or of a log that the room no longer has, begins at
 * nothing.
 */
export function loadFold(checkpoint: Checkpoint | null, log: Log): Loaded {
  const isOwn = checkpoint !== null && checkpoint.foldVersion === FOLD_VERSION;
  const kept = isOwn ? openFold(checkpoint.fold as StoredFold) : null;
  const isOfLog = kept !== null && Math.max(kept.seq, kept.spans.seq) <= log.head.seq;
  const state = isOfLog ? kept : initialState();
  return { fold: new LogFold(state), isLevel: state.seq >= log.oldest - 1 };
}

/** Stored event texts, parsed. */
export function parseEvents(text: string): FeedEvent[] {
  return text === "" ? [] : (JSON.parse(`[${text}]`) as FeedEvent[]);
}
