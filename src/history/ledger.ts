/**
 * The ledger as it is read: the archive's rows, and over them what the room's state knows better, since a change takes some
 * seconds into the archive. Newest first; a page follows the one before it without a hole or a repeat.
 */
import type { FeedState, Trade } from "@fillcast/protocol";
import type { Refused } from "../../parties/feed/rpc.ts";
import {
  matchesTrade,
  precedes,
  tradeToCursor,
  type LedgerPage,
  type TradeCursor,
  type TradeFilter,
} from "../archive/trades.ts";
import type { Answer } from "./sources.ts";

/** The trades of the room's state at `seq`: all that live, and the newest that ended. */
export interface LiveTrades {
  readonly seq: number;
  readonly trades: readonly Trade[];
}

/** Trades in the ledger's order; `next` is null at its end only. */
export interface TradesPage {
  readonly kind: "trades";
  readonly trades: readonly Trade[];
  readonly next: TradeCursor | null;
}

export interface Ledger {
  /** Null while the state is built anew. */
  readonly live: LiveTrades | null;
  readonly list: (filter: TradeFilter, after: TradeCursor | null, limit: number) => Promise<Answer<LedgerPage>>;
}

/** A page of up to `limit` trades after the cursor; few, or none, where a filter looked at many rows in vain. */
async function readTrades(
  { live, list }: Ledger,
  filter: TradeFilter,
  after: TradeCursor | null,
  limit: number,
): Promise<TradesPage | Refused> {
  // The state holds every trade that lives: then the archive has nothing to add.
  const isLiveOnly = live !== null && filter.statuses?.every((status) => status === "pending" || status === "open");
  if (isLiveOnly === true) return mergeTrades({ rows: [], next: null }, live, filter, after, limit);
  const page = await list(filter, after, limit);
  if (page.kind === "refused") return page;
  return mergeTrades(page.value, live ?? { seq: 0, trades: [] }, filter, after, limit);
}

/** Rows that one query brings. */
const ROWS_PER_READ = 1_000;

/** The trades after the cursor, up to `limit` of them, page by page until the ledger's end; a refusal is the last that it says. */
export async function* walkTrades(
  ledger: Ledger,
  filter: TradeFilter,
  after: TradeCursor | null,
  limit: number,
): AsyncGenerator<TradesPage | Refused> {
  let left = limit;
  for (let cursor = after; left > 0;) {
    const page = await readTrades(ledger, filter, cursor, Math.min(left, ROWS_PER_READ));
    yield page;
    if (page.kind === "refused" || page.next === null) return;
    left -= page.trades.length;
    cursor = page.next;
  }
}

/** A page of rows with the state's trades of the same stretch in their places; of a trade's two versions the later one counts. */
export function mergeTrades(
  { rows, next }: LedgerPage,
  live: LiveTrades,
  filter: TradeFilter,
  after: TradeCursor | null,
  limit: number,
): TradesPage {
  const newer = new Map(rows.filter((row) => row.seq > live.seq).map(({ trade }) => [trade.key, trade]));
  const known = new Set(live.trades.map((trade) => trade.key));
  const isInStretch = (trade: Trade): boolean => {
    const place = tradeToCursor(trade);
    return (after === null || precedes(after, place)) && (next === null || !precedes(next, place));
  };
  const merged = [
    ...rows.map((row) => row.trade).filter((trade) => newer.has(trade.key) || !known.has(trade.key)),
    ...live.trades.filter((trade) => !newer.has(trade.key) && matchesTrade(filter, trade) && isInStretch(trade)),
  ].sort((a, b) => (precedes(tradeToCursor(a), tradeToCursor(b)) ? -1 : 1));
  const trades = merged.slice(0, limit);
  return { kind: "trades", trades, next: merged.length > limit ? tradeToCursor(trades.at(-1)!) : next };
}

/** The trades of a state's JSON. */
export function stateToTrades(seq: number, text: string): LiveTrades {
  return { seq, trades: Object.values((JSON.parse(text) as FeedState).trades) };
}
