/**
 * The state: the fold of the log as far as it has come, or why there is none. A fault in the fold is contained here: the log
 * goes on without a state, and a later build folds again from the last checkpoint. What is saved, and when, is the keeper's
 * (keeper.ts).
 */
import type { FeedEvent, StatePatch, Trade } from "@fillcast/protocol";
import { describeError } from "../../../telemetry/fault.ts";
import type { Log } from "../log/log.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { FoldState, TradeSteps } from "./fold/evolve.ts";
import { FoldFault, type Loaded, type LogFold } from "./log-fold.ts";

/** Where the state stopped, and why. */
export interface StateFault {
  /** The event that it could not take in; the head if it was none. */
  readonly seq: number;
  readonly error: string;
}

/** What the model is made of. */
export interface ModelParts {
  readonly log: Log;
  readonly heartbeats: Heartbeats;
  /** The fold of the newest checkpoint. */
  readonly load: () => Loaded;
  /** Hears of trades that changed, for the ledger. */
  readonly onTrades: (trades: Iterable<Trade>) => void;
}

export class Model {
  readonly #parts: ModelParts;
  /** Hears of a fault after the model was made; one on the way there stands in `fault`. */
  onFault: (fault: StateFault) => void = () => {};
  /** Null while it is built again, and after a fault. */
  #fold: LogFold | null = null;
  #rebuilding: LogFold;
  #fault: StateFault | null = null;

  constructor(parts: ModelParts, { fold, isLevel }: Loaded, nowMs: number) {
    this.#parts = parts;
    this.#rebuilding = fold;
    if (isLevel) this.adoptRebuilt(nowMs);
  }

  /** This build cannot fold the log: nothing is tried again until another instance wakes. */
  get fault(): StateFault | null {
    return this.#fault;
  }

  /** There is a state. */
  get isThere(): boolean {
    return this.#fold !== null;
  }

  /** True while the state is built again from the archive. */
  get isRebuilding(): boolean {
    return this.#fold === null && this.#fault === null;
  }

  /** The state has learned what it should have known before: it has to be built again. */
  get isOutdated(): boolean {
    return this.#fold?.state.spans.outdated === true;
  }

  /** When the next bot with heartbeats is to be called silent, ms since 1970; null if none is. */
  get silentAt(): number | null {
    return this.#fold?.state.deadlines.silentAt ?? null;
  }

  /** The fold as far as it has come: what a checkpoint keeps. */
  get kept(): FoldState {
    return (this.#fold ?? this.#rebuilding).state;
  }

  /** How far a state that is built again has come. */
  get rebuilding(): LogFold {
    return this.#rebuilding;
  }

  /** Follows events that were just stored; null if there is no state at the moment. */
  follow(events: readonly FeedEvent[], steps?: TradeSteps): StatePatch | null {
    return this.#try((fold) => {
      const { patch, trades } = fold.apply(events, steps);
      this.#parts.onTrades(trades.values());
      return patch;
    }, null);
  }

  /** What the state says, or `otherwise` if there is none at the moment, or it fails to say it. */
  ask<Answer>(question: (fold: FoldState) => Answer, otherwise: Answer): Answer {
    return this.#try(({ state }) => question(state), otherwise);
  }

  #try<Answer>(work: (fold: LogFold) => Answer, otherwise: Answer): Answer {
    if (this.#fold === null) return otherwise;
    try {
      return work(this.#fold);
    } catch (error) {
      this.#break(error);
      return otherwise;
    }
  }

  /**
   * Takes over the fold that was loaded or built again, once the room's own part of the log is all that it lacks. Nothing is
   * there after a fault.
   */
  adoptRebuilt(nowMs: number): void {
    const fold = this.#rebuilding;
    try {
      this.#parts.onTrades(fold.follow(this.#parts.log));
      this.#parts.heartbeats.restore(fold.state, nowMs);
      this.#fold = fold;
    } catch (error) {
      this.#break(error);
    }
  }

  /** A fault while the state was built again. */
  noteFault(fault: FoldFault): void {
    this.#break(fault);
  }

  /** The state cannot be had from this build: what was saved last is kept for the next one. */
  #break(error: unknown): void {
    const seq = error instanceof FoldFault ? error.seq : this.#parts.log.head.seq;
    this.#fault = { seq, error: describeError(error) };
    this.#fold = null;
    this.#rebuilding = this.#parts.load().fold;
    this.onFault(this.#fault);
  }
}
