/** Trades as CSV: a header of the Trade's field names, an empty cell for null, in the same order as the server's own export. */
import type { Trade } from "fillcast";

const FIELDS = [
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

export function tradesToCsv(trades: readonly Trade[]): string {
  const lines = [FIELDS.join(","), ...trades.map((trade) => FIELDS.map((field) => cell(trade[field])).join(","))];
  return `${lines.join("\r\n")}\r\n`;
}

/** Quoted where the text needs it. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a file to the browser. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
