/**
 * What a request for trades asks for: from parameters to a filter, and the ledger's cursors, which are opaque to readers.
 */
import { isTimeZone, type TradeStatus } from "@fillcast/protocol";
import type { TradeCursor, TradeFilter } from "../../archive/trades.ts";
import { instantParameter, limitParameter, namesOf, namesParameter, oneOf, type Query } from "../http/query.ts";

const STATUSES = ["pending", "open", "closed", "cancelled", "orphaned"] as const satisfies readonly TradeStatus[];

export const zoneParameter = oneOf(
  (text) => (isTimeZone(text) ? text : null),
  "must be an IANA time zone, e.g. Europe/Berlin or UTC",
  { type: "string" },
);

export const TRADES_QUERY = {
  status: namesOf(
    (name): name is TradeStatus => (STATUSES as readonly string[]).includes(name),
    `must be one or more of ${STATUSES.join(", ")}`,
    { type: "string", enum: STATUSES },
  ),
  bot: namesParameter,
  pair: namesParameter,
  /** By when a trade was opened. */
  from: instantParameter,
  to: instantParameter,
  cursor: oneOf(decodeTradeCursor, "must be a cursor from the server", {
    type: "string",
    pattern: "^[0-9]{1,15}-[A-Za-z0-9_-]+$",
  }),
  limit: limitParameter,
  /** Of the instants in CSV. */
  zone: zoneParameter,
  /** Before the CSV. */
  bom: oneOf((text) => (text === "1" ? true : text === "0" ? false : null), "must be 0 or 1", {
    type: "string",
    enum: ["0", "1"],
  }),
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
  return `${openedAtMs}-${Buffer.from(key, "utf8").toString("base64url")}`;
}

/** The place of a cursor, or null if the text is not one. */
export function decodeTradeCursor(text: string): TradeCursor | null {
  const match = /^([0-9]{1,15})-([A-Za-z0-9_-]+)$/.exec(text);
  if (match === null) return decodeEarlierCursor(text);
  return { openedAtMs: Number(match[1]), key: Buffer.from(match[2]!, "base64url").toString("utf8") };
}

/** A cursor as it was written before: a reader may still hold one. */
function decodeEarlierCursor(text: string): TradeCursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(value) || !Number.isSafeInteger(value[0]) || typeof value[1] !== "string") return null;
    return { openedAtMs: value[0] as number, key: value[1] };
  } catch {
    return null;
  }
}
