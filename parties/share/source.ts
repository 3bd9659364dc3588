/**
 * What a link's view is made of, inside the server: the closed trades as compact rows, and those that are open. Trades come
 * from the ledger and from the room's state; of two versions of one the state's counts.
 */
import type { RatedTrade } from "../../archive/trades.ts";
import type { LiveTrade } from "../feed/rpc.ts";
import { dividedRatio, toMicros } from "./ratio.ts";

/** What open and closed trades have in common. Instants are ms since 1970. */
interface TradeRow {
  readonly key: string;
  readonly bot: string;
  readonly mode: LiveTrade["mode"];
  readonly pair: string;
  readonly direction: LiveTrade["direction"];
  readonly openedMs: number;
  /** The latest instant that is known of its beginning, by either clock: an order may wait long for its first fill. */
  readonly begunMs: number;
  readonly currency: string | null;
}

export interface ClosedRow extends TradeRow {
  readonly closedMs: number;
  /** The latest instant that is known of its close, by either clock: from then on the close may show, after the delay. */
  readonly toldMs: number;
  /** Its profit by its stake, in millionths; null if not known. */
  readonly micros: number | null;
  readonly realised: string | null;
}

export interface OpenRow extends TradeRow {
  readonly averageEntry: string | null;
  readonly lastPrice: string | null;
  readonly stake: string | null;
}

export interface SharedSource {
  readonly closed: Iterable<ClosedRow>;
  readonly open: readonly OpenRow[];
  /** Trades opened before are not among them; null if all are. */
  readonly openedFrom: number | null;
  /** What the owner calls bots. */
  readonly names: { readonly [bot: string]: { readonly name?: string } };
}

/** A closed trade as a row; null for one whose times cannot be read. */
export function toClosedRow(trade: RatedTrade & Pick<LiveTrade, "filledAt">): ClosedRow | null {
  const openedMs = Date.parse(trade.openedAt);
  const closedMs = trade.closedAt === null ? NaN : Date.parse(trade.closedAt);
  if (Number.isNaN(openedMs) || Number.isNaN(closedMs)) return null;
  const { key, bot, mode, pair, direction, realised, stakeCurrency: currency, lastPriceAt } = trade;
  return {
    key,
    bot,
    mode,
    pair,
    direction,
    openedMs,
    begunMs: Math.max(openedMs, trade.filledAt ?? 0),
    closedMs,
    toldMs: Math.max(closedMs, lastPriceAt ?? 0),
    micros: toMicros(trade.profitRatio) ?? dividedRatio(realised, trade.stake),
    realised,
    currency,
  };
}

export function toOpenRow(trade: LiveTrade): OpenRow | null {
  const openedMs = Date.parse(trade.openedAt);
  if (Number.isNaN(openedMs)) return null;
  const { key, bot, mode, pair, direction, averageEntry, lastPrice, stake, stakeCurrency: currency } = trade;
  const begunMs = Math.max(openedMs, trade.filledAt ?? 0);
  return { key, bot, mode, pair, direction, openedMs, begunMs, averageEntry, lastPrice, stake, currency };
}
