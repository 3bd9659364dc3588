/**
 * Trades as the bot's books have them: who a trade is, whether it differs from what was sent of it, and the snapshot to send.
 * Pure. A snapshot has all members that the API has; whether it is news is decided by those that a ledger counts, since prices
 * move with every look.
 */
import { createHash } from "node:crypto";
import { EVENT_MAX_BYTES, msToInstant } from "@fillcast/protocol";
import type { RelayEvent } from "../item.ts";
import { EVENT_MARGIN_BYTES } from "../limits.ts";
import type { KnownTrade } from "../spool.ts";
import { msOf, rowsOf, textOf, type Row } from "./exact.ts";

export interface BookTrade extends KnownTrade {
  /** ms since 1970; null while open. */
  readonly closed: number | null;
  readonly row: Row;
}
/** How it was learned, where not by following. */
export type Learned = "books" | "import";

const COUNTED = [
  "is_open",
  "is_short",
  "amount",
  "open_rate",
  "stake_amount",
  "max_stake_amount",
  "leverage",
  "enter_tag",
  "exit_reason",
  "realized_profit",
  "close_profit",
  "close_profit_abs",
  "close_rate",
  "close_timestamp",
  "fee_open",
  "fee_open_cost",
  "fee_close",
  "fee_close_cost",
  "funding_fees",
];
const COUNTED_OF_ORDER = ["order_id", "ft_order_side", "status", "filled", "amount", "safe_price"];

/** Null for a row that names no trade. */
export function toBookTrade(row: Row): BookTrade | null {
  const id = textOf(row.trade_id);
  const opened = msOf(row.open_timestamp);
  const pair = textOf(row.pair);
  if (id === null || opened === null || pair === null) return null;
  const open = row.is_open === true;
  return { id, opened, pair, open, closed: open ? null : msOf(row.close_timestamp), digest: digestOf(row), row };
}

export function toBookTrades(rows: unknown): BookTrade[] {
  return rowsOf(rows).flatMap((row) => toBookTrade(row) ?? []);
}

/** True if it differs from what was sent last. */
export function isNews(trade: BookTrade, known: KnownTrade | null): boolean {
  return known === null || known.digest !== trade.digest || known.open !== trade.open;
}

export function toSnapshot({ id, pair, opened, row }: BookTrade, learned: Learned | null): RelayEvent {
  const openedAt = msToInstant(opened);
  const direction = row.is_short === true ? "short" : row.is_short === false ? "long" : null;
  return {
    type: "trade_snapshot",
    pair,
    trade: { id, pair, ...(direction === null ? {} : { direction }), ...(openedAt === null ? {} : { openedAt }) },
    data: { ...withinEvent(row), ...(learned === null ? {} : { learned }) },
  };
}

/** A trade that was open and is nowhere in the books: somebody deleted it in the bot. */
export function toMissing({ id, pair, opened }: KnownTrade): RelayEvent {
  const openedAt = msToInstant(opened);
  return {
    type: "trade_snapshot",
    pair,
    trade: { id, pair, ...(openedAt === null ? {} : { openedAt }) },
    data: { missing: true },
  };
}

export const MISSING_DIGEST = "missing";

function digestOf(row: Row): string {
  const orders = rowsOf(row.orders).map((order) => COUNTED_OF_ORDER.map((name) => order[name] ?? null));
  const counted = [...COUNTED.map((name) => row[name] ?? null), orders];
  return createHash("sha256").update(JSON.stringify(counted)).digest("base64url").slice(0, 22);
}

/** With its newest orders only, where all of them are more than an event can have; `orders_left_out` says how many are missing. */
function withinEvent(row: Row): Row {
  let room = EVENT_MAX_BYTES - EVENT_MARGIN_BYTES - byteLength({ ...row, orders: [] });
  if (room >= byteLength(row.orders ?? [])) return row;
  const orders = rowsOf(row.orders);
  const kept: Row[] = [];
  for (const order of orders.toReversed()) {
    room -= byteLength(order) + 1;
    if (room < 0) break;
    kept.unshift(order);
  }
  return { ...row, orders: kept, orders_left_out: String(orders.length - kept.length) };
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
