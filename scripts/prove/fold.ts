/**
 * What follows from the history, by the room's own fold, run afresh over what was read: the state, and every trade there ever
 * was as the ledger has to have it.
 */
import type { FeedEvent, FeedState, Trade } from "@fillcast/protocol";
import { evolve, initialState, renewedState, serve, type FoldState } from "../../parties/feed/state/fold/evolve.ts";
import { tradeRows } from "../../parties/feed/state/fold/trade-book.ts";

export interface Folded {
  readonly state: FeedState;
  /** By key, each as it was last. */
  readonly trades: ReadonlyMap<string, Trade>;
}

/** `nowMs` is when the state is looked at. */
export function foldHistory(history: readonly FeedEvent[], nowMs: number): Folded {
  const first = foldFrom(history, initialState());
  const { fold, trades } = first.fold.spans.outdated ? foldFrom(history, renewedState(first.fold)) : first;
  return { state: serve(fold, nowMs), trades };
}

function foldFrom(
  history: readonly FeedEvent[],
  fold: FoldState,
): { readonly fold: FoldState; readonly trades: Folded["trades"] } {
  const trades = new Map<string, Trade>();
  for (const event of history) {
    for (const trade of tradeRows(evolve(fold, event))) trades.set(trade.key, trade);
  }
  return { fold, trades };
}
