/**
 * What a request for trades asks for: from parameters to a filter, and the ledger's cursors, which are opaque to readers.
 */
import type { TradeStatus } from "@fillcast/protocol";
import type { TradeCursor, TradeFilter } from "../archive/trades.ts";
import { instantParameter, limitParameter, namesOf, namesParameter, oneOf, type Query } from "./query.ts";

const STATUSES = ["pending", "open", "closed", "cancelled", "orphaned"] as const satisfies readonly TradeStatus[];

export const TRADES_QUERY = {
  status: namesOf(
    (name): name is TradeStatus => (STATUSES as readonly string[]).includes(name),
    `must be of ${STATUSES.join(", ")}`,
  ),
  bot: namesParameter,
  pair: namesParameter,
  /** By when a trade was opened. */
  from: instantParameter,
  to: instantParameter,
  cursor: oneOf(decodeTradeCursor, "must be a cursor as the server gave it"),
  limit: limitParameter,
};

export function queryToFilter({ status, bot, pair, from, to }: Query<typeof TRADES_QUERY>): TradeFilter {
  return {
    ...(status === undefined ? {} : { statuses: status }),
    ...(bot === undefined ? {} : { bots: bot }),
    ...(pair === undefined ? {} : { pairs: pair }),
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
  };
}

export function encodeTradeCursor({ openedAtMs, key }: TradeCursor): string {
  return Buffer.from(JSON.stringify([openedAtMs, key]), "utf8").toString("base64url");
}

/** The place of a cursor, or null where the text is none. */
export function decodeTradeCursor(text: string): TradeCursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(value) || !Number.isSafeInteger(value[0]) || typeof value[1] !== "string") return null;
    return { openedAtMs: value[0] as number, key: value[1] };
  } catch {
    return null;
  }
}
