/**
 * Trades as CSV (RFC 4180, lines end with a line feed): a header of the trade's field names, whose order is part of the
 * contract, and a line a trade. Null is nothing at all, an empty text is a pair of quotes.
 */
import type { Trade } from "@fillcast/protocol";

export const CSV = "text/csv";

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
] as const satisfies readonly (keyof Trade)[];

export const CSV_HEADER = `${COLUMNS.join(",")}\n`;

/** A trade's line. */
export function tradeToCsv(trade: Trade): string {
  return `${COLUMNS.map((column) => toField(trade[column])).join(",")}\n`;
}

function toField(value: Trade[keyof Trade]): string {
  if (value === null) return "";
  const text = String(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
