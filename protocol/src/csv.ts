/**
 * Trades as CSV (RFC 4180, lines end with a line feed), the same from the server and from the dashboard: a header of the
 * trade's field names, whose order is part of the contract, and a line a trade. Null is nothing at all, an empty text is a
 * pair of quotes. A text that a spreadsheet would run as a formula has an apostrophe before it; numbers stay numbers.
 */
import type { Trade } from "./state.ts";
import { instantIn } from "./zone.ts";

const COLUMNS = [
  "key",
  "bot",
  "mode",
  "id",
  "exchange",
  "pair",
  "direction",
  "leverage",
  "status",
  "openedAt",
  "closedAt",
  "amount",
  "averageEntry",
  "stake",
  "stakeCurrency",
  "realised",
  "profitRatio",
  "entryTag",
  "exitReason",
  "entries",
  "exits",
  "lastPrice",
  "lastPriceAt",
  "joinedLate",
  "updatedSeq",
  "fees",
  "funding",
  "stopLoss",
  "strategy",
] as const satisfies readonly (keyof Trade)[];

/** The header's line. */
export const CSV_HEADER = `${COLUMNS.join(",")}\n`;

/** A trade's line. `openedAt` and `closedAt` are in UTC, or as the clocks of an IANA time zone show them, with their offset. */
export function tradeToCsv(trade: Trade, timeZone?: string): string {
  const row = timeZone === undefined ? trade : inZone(trade, timeZone);
  return `${COLUMNS.map((column) => toField(row[column])).join(",")}\n`;
}

/** Trades as CSV: a line with the names of the fields, and a line a trade. Safe to open in a spreadsheet. Instants are in UTC, or in an IANA time zone. */
export function tradesToCsv(trades: readonly Trade[], timeZone?: string): string {
  return CSV_HEADER + trades.map((trade) => tradeToCsv(trade, timeZone)).join("");
}

function inZone(trade: Trade, timeZone: string): Trade {
  const { openedAt, closedAt } = trade;
  return {
    ...trade,
    openedAt: instantIn(openedAt, timeZone),
    closedAt: closedAt === null ? null : instantIn(closedAt, timeZone),
  };
}

function toField(value: Trade[(typeof COLUMNS)[number]]): string {
  // A state of an earlier server lacks what that did not know.
  if (value == null) return "";
  const text = typeof value === "string" && isFormula(value) ? `'${value}` : String(value);
  return text === "" || /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** What spreadsheets pass over before they look for a formula. */
const FIRST_VISIBLE = /[^\p{White_Space}\p{Cc}\p{Cf}]/u;
/** In the plain form of a character: full-width and small ones count like it. The last one is the minus sign. */
const FORMULA_STARTS: ReadonlySet<string> = new Set(["=", "+", "-", "@", "\u2212"]);

function isFormula(text: string): boolean {
  if (NUMBER.test(text)) return false;
  const first = FIRST_VISIBLE.exec(text)?.[0] ?? "";
  return /^[\t\r\n]/.test(text) || FORMULA_STARTS.has(first.normalize("NFKC"));
}
