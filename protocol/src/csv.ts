/**
 * Trades as CSV (RFC 4180, lines end with a line feed, those within a text too), the same from the server and from the
 * dashboard: a header of the trade's field names, whose order is part of the contract, and a line a trade. All instants have
 * one form. Null is nothing at all, an empty text is a pair of quotes. A text that a spreadsheet would run as a formula has an apostrophe before it; numbers stay numbers.
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

const INSTANTS = ["openedAt", "closedAt", "lastPriceAt"] as const satisfies readonly (typeof COLUMNS)[number][];

/** The header's line. */
export const CSV_HEADER = `${COLUMNS.join(",")}\n`;

/** Before the header, it tells Excel that the file is UTF-8. */
export const CSV_BOM = "\uFEFF";

/** A trade's line. Its instants are in UTC, or as the clocks of an IANA time zone show them, with their offset. */
export function tradeToCsv(trade: Trade, timeZone: string = "UTC"): string {
  return `${COLUMNS.map((column) => toField(inZone(trade, column, timeZone))).join(",")}\n`;
}

/** Trades as CSV: a line with the names of the fields, and a line a trade. Safe to open in a spreadsheet. Instants are in UTC, or in an IANA time zone. */
export function tradesToCsv(trades: readonly Trade[], timeZone?: string): string {
  return CSV_HEADER + trades.map((trade) => tradeToCsv(trade, timeZone)).join("");
}

/** What a cell can hold. */
export type CsvValue = string | number | boolean | null | undefined;

/** Rows as CSV with the same care: a line with the names of the columns, and a line a row. */
export function rowsToCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly { readonly [column in Column]: CsvValue }[],
): string {
  const lines = rows.map((row) => columns.map((column) => toField(row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

/** What stands in a column; an instant in the one form that all have. */
function inZone(trade: Trade, column: (typeof COLUMNS)[number], timeZone: string): Trade[(typeof COLUMNS)[number]] {
  const value = trade[column];
  if (value == null || !(INSTANTS as readonly string[]).includes(column)) return value;
  const ms = typeof value === "number" ? value : Date.parse(String(value));
  // Of an early version's trades some opening instants are none.
  return Number.isNaN(ms) ? value : instantIn(ms, timeZone);
}

function toField(value: CsvValue): string {
  // A state of an earlier server lacks what that did not know.
  if (value == null) return "";
  const text = (typeof value === "string" && isFormula(value) ? `'${value}` : String(value)).replace(/\r\n?/g, "\n");
  return text === "" || /[",;\t\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
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
