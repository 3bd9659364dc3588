/**
 * Past trades: what was counted of trades that are over and no longer kept, so that a late message makes no ghost of one, and
 * what a relay tells of one again counts once. The newest `PAST_TRADES_MAX`, nearly all of them as one text: a wake reads a
 * state with thousands of them, and looks for one of them at most.
 */
import { PAST_TRADES_MAX, instantToMs, type Trade, type TradeMode } from "@fillcast/protocol";

/** What is remembered of a trade, as short as it can be: there are many. */
type Past = readonly [
  openedAt: string,
  mode: TradeMode,
  currency: string | null,
  realised: string | null,
  isClosed: 0 | 1,
];

/** Plain JSON; changed in place. */
export interface PastTrades {
  /** A line each, oldest first: a line break, the trade's name and its words, with spaces between them. */
  packed: string;
  packedCount: number;
  /** Those that came after them, by name. No name looks like a number, so they stand in their order. */
  readonly recent: { [name: string]: Past };
  recentCount: number;
}

/** As many are packed at a time. */
const PACK = 512;
const LINE = "\n";
/** In place of what is not known. An encoded text is never this one. */
const NONE = "%";

export function createPast(): PastTrades {
  return { packed: "", packedCount: 0, recent: {}, recentCount: 0 };
}

export function rememberPast(past: PastTrades, trade: Trade): void {
  const { bot, id, openedAt, mode, stakeCurrency, realised, status } = trade;
  const name = nameOf(`${bot}:${id}`, openedAt);
  forget(past, name);
  past.recent[name] = [openedAt, mode, stakeCurrency, realised, status === "closed" ? 1 : 0];
  past.recentCount++;
  if (past.recentCount === PACK) pack(past);
}

/** What sums hold of it; null for a trade that is not remembered. */
export function findPast(
  past: PastTrades,
  botAndId: string,
  openedAt: string,
): Pick<Trade, "openedAt" | "mode" | "stakeCurrency" | "realised" | "status"> | null {
  const name = nameOf(botAndId, openedAt);
  const found = Object.hasOwn(past.recent, name) ? past.recent[name]! : findPacked(past, name);
  if (found === null) return null;
  const [opened, mode, stakeCurrency, realised, isClosed] = found;
  return { openedAt: opened, mode, stakeCurrency, realised, status: isClosed === 1 ? "closed" : "orphaned" };
}

/** It is kept again. */
export function forgetPast(past: PastTrades, botAndId: string, openedAt: string): void {
  forget(past, nameOf(botAndId, openedAt));
}

/** How many are remembered. */
export function countPast({ packedCount, recentCount }: PastTrades): number {
  return packedCount + recentCount;
}

function forget(past: PastTrades, name: string): void {
  if (Object.hasOwn(past.recent, name)) {
    delete past.recent[name];
    past.recentCount--;
    return;
  }
  const start = past.packed.indexOf(startOf(name));
  if (start === -1) return;
  past.packed = past.packed.slice(0, start) + past.packed.slice(endOfLine(past.packed, start));
  past.packedCount--;
}

function pack(past: PastTrades): void {
  const names = Object.keys(past.recent);
  const lines = names.map((name) => startOf(name) + encode(past.recent[name]!));
  const most = PAST_TRADES_MAX - 2 * PACK;
  let { packed, packedCount } = past;
  for (; packedCount > most; packedCount--) packed = packed.slice(endOfLine(packed, 0));
  past.packed = packed + lines.join("");
  past.packedCount = packedCount + names.length;
  for (const name of names) delete past.recent[name];
  past.recentCount = 0;
}

function findPacked({ packed }: PastTrades, name: string): Past | null {
  const line = startOf(name);
  const start = packed.indexOf(line);
  return start === -1 ? null : decode(packed.slice(start + line.length, endOfLine(packed, start)));
}

/** Where the line that begins at `start` ends. */
function endOfLine(packed: string, start: number): number {
  const end = packed.indexOf(LINE, start + LINE.length);
  return end === -1 ? packed.length : end;
}

const startOf = (name: string): string => `${LINE}${name} `;

function encode(past: Past): string {
  return past.map((word) => (word === null ? NONE : toWord(String(word)))).join(" ");
}

function decode(line: string): Past {
  const words = line.split(" ").map((word) => (word === NONE ? null : decodeURI(word)));
  const [openedAt, mode, currency, realised, isClosed] = words;
  return [openedAt!, mode as TradeMode, currency!, realised!, isClosed === "1" ? 1 : 0];
}

/** `<bot>:<id>:<opening, ms since 1970>`, without a space in it. */
function nameOf(botAndId: string, openedAt: string): string {
  return toWord(`${botAndId}:${instantToMs(openedAt)}`);
}

/** Without spaces, line breaks and quotes. Half a surrogate pair, which has no code, becomes the sign for what is unreadable. */
function toWord(text: string): string {
  return encodeURI(text.toWellFormed());
}
