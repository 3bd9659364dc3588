/**
 * The ledger for readers: the archive's rows, and over them the newer trades of the room's state, because a change takes
 * some seconds to reach the archive. Newest first; pages follow each other without holes or repeats.
 */
import { isRefused, type FeedState, type Trade, type Refused } from "@fillcast/protocol";
import {
  matchesTrade,
  precedes,
  tradeToCursor,
  type LedgerPage,
  type TradeCursor,
  type TradesQuery,
} from "../../archive/trades.ts";

/** The trades of the room's state at `seq`: all that live, and the newest that ended. */
export interface LiveTrades {
  readonly seq: number;
  readonly trades: readonly Trade[];
}

/** Trades in the ledger's order; `next` is null at its end only. */
export interface TradesPage {
  readonly trades: readonly Trade[];
  readonly next: TradeCursor | null;
}

export interface Ledger {
  /** Null while the state is rebuilt. */
  readonly live: LiveTrades | null;
  readonly list: (query: TradesQuery) => Promise<LedgerPage | Refused>;
}

/** A page of the requested trades. It may be short or empty if many rows did not match the filter. */
async function readTrades({ live, list }: Ledger, query: TradesQuery): Promise<TradesPage | Refused> {
  // The state holds every trade that lives: then the archive has nothing to add.
  const isLiveOnly =
    live !== null && query.filter.statuses?.every((status) => status === "pending" || status === "open");
  if (isLiveOnly === true) return mergeTrades({ rows: [], next: null }, live, query);
  const page = await list(query);
  if (isRefused(page)) return page;
  return mergeTrades(page, live ?? { seq: 0, trades: [] }, query);
}

/** Rows that one query brings. */
const ROWS_PER_READ = 1_000;

/** The trades after the cursor, up to `limit` of them, page by page until the ledger's end; a refusal is the last that it says. */
export async function* walkTrades(
  ledger: Ledger,
  { filter, after, limit }: TradesQuery,
): AsyncGenerator<TradesPage | Refused> {
  let left = limit;
  for (let cursor = after; left > 0;) {
    const page = await readTrades(ledger, { filter, after: cursor, limit: Math.min(left, ROWS_PER_READ) });
    yield page;
    if (isRefused(page) || page.next === null) return;
    left -= page.trades.length;
    cursor = page.next;
  }
}

/** A page of rows with the state's trades of the same stretch in their places; of a trade's two versions the later one counts. */
export function mergeTrades(
  { rows, next }: LedgerPage,
  live: LiveTrades,
  { filter, after, limit }: TradesQuery,
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
  return { trades, next: merged.length > limit ? tradeToCursor(trades.at(-1)!) : next };
}

/** The trades of a state's JSON. */
export function stateToTrades(seq: number, text: string): LiveTrades {
  return { seq, trades: Object.values((JSON.parse(text) as FeedState).trades) };
}
