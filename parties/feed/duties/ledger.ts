/**
 * The room's side of the ledger: the generation of its rows, whether older ones may be among them, and rewriting it from the
 * log after the database was restored. Rewriting takes a second fold beside the served one, which knows only the newest
 * ended trades; existing rows stay as they are. That fold lives in memory and starts over after hibernation.
 */
import type { Trade } from "@fillcast/protocol";
import { renewedState, type FoldState } from "../state/fold/evolve.ts";
import { isLive } from "../state/fold/trade.ts";
import { LogFold } from "../state/log-fold.ts";
import { rebuild, type RebuildDeps } from "./rebuild.ts";

/** Trades of one write. */
const TRADES_AT_ONCE = 500;

export class Ledger {
  /** The generation of this fold's rows; the highest one wins. */
  readonly generation: number;
  /** It may hold rows of a fold or an epoch before this one. */
  hasStaleRows: boolean;
  #begun: LogFold | null = null;

  /** `cleanGeneration` is the one from which all earlier rows were taken. */
  constructor(generation: number, cleanGeneration: number) {
    this.generation = generation;
    this.hasStaleRows = generation !== cleanGeneration;
  }

  /** Goes on writing it again until all trades are there (true) or the deadline has come (false). Throws where the archive or the fold fails. */
  async rewrite(deps: RebuildDeps, served: FoldState, deadlineMs: number): Promise<boolean> {
    this.#begun ??= new LogFold(renewedState(served));
    const fold = this.#begun;
    // First what is known for sure: if the log has a hole, a trade that is folded over it may come out otherwise.
    if (fold.seq === 0) await writeAll(booked(served), deps);
    const writeTrades = (trades: readonly Trade[]): Promise<void> =>
      writeAll(
        // A trade that lives at the end is in the served state; one that ended in a hole lives here forever.
        trades.filter((trade) => !isLive(trade)),
        deps,
      );
    if (!(await rebuild(fold, { ...deps, writeTrades }, deadlineMs))) return false;
    await writeTrades(fold.follow(deps.log));
    return true;
  }

  /** It has been written again, cannot be by this build, or has to be from the first trade on. */
  endRewrite(): void {
    this.#begun = null;
  }
}

async function writeAll(trades: readonly Trade[], { writeTrades }: RebuildDeps): Promise<void> {
  for (let start = 0; start < trades.length; start += TRADES_AT_ONCE) {
    await writeTrades(trades.slice(start, start + TRADES_AT_ONCE));
  }
}

function booked({ book }: FoldState): Trade[] {
  return Object.values(book.trades).map(({ trade }) => trade);
}
