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
  /** A line each, oldest first: a bar, the trade's name and its words, with spaces between them. Nothing in it needs an escape. */
  packed: string;
  packedCount: number;
  /** Those that came after them, by name. No name looks like a number, so they stand in their order. */
  readonly recent: { [name: string]: Past };
  recentCount: number;
}

/** As many are packed at a time. */
const PACK = 512;
const LINE = "|";
/** In place of what is not known. An encoded text is never this one. */
const NONE = "%";

export function createPast(): PastTrades {
  return { packed: "", packedCount: 0, recent: {}, recentCount: 0 };
}

/** One that is packed already is found as it ended last, and its old line goes with its time. */
export function rememberPast(past: PastTrades, trade: Trade): void {
  const { bot, id, openedAt, mode, stakeCurrency, realised, status } = trade;
  const name = nameOf(`${bot}:${id}`, openedAt);
  if (!Object.hasOwn(past.recent, name)) past.recentCount++;
  past.recent[name] = [openedAt, mode, stakeCurrency, realised, status === "closed" ? 1 : 0];
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
  }
  if (!indexOf(past).has(name)) return;
  const lines = past.packed.split(LINE).slice(1);
  const kept = lines.filter((line) => nameIn(line) !== name);
  past.packed = toText(kept);
  past.packedCount = kept.length;
}

function pack(past: PastTrades): void {
  const lines = past.packed.split(LINE).slice(1);
  const news = Object.entries(past.recent).map(([name, words]) => `${name} ${encode(words)}`);
  const kept = [...lines.slice(Math.max(0, lines.length + 2 * PACK - PAST_TRADES_MAX)), ...news];
  past.packed = toText(kept);
  past.packedCount = kept.length;
  for (const name of Object.keys(past.recent)) delete past.recent[name];
  past.recentCount = 0;
}

function findPacked(past: PastTrades, name: string): Past | null {
  const start = indexOf(past).get(name);
  const { packed } = past;
  return start === undefined ? null : decode(packed.slice(start + name.length + 1, endOfLine(packed, start)));
}

/** Where names stand in a packed text, for as long as it is the same. */
const indexes = new WeakMap<PastTrades, { readonly packed: string; readonly starts: ReadonlyMap<string, number> }>();

/** Where each name stands, the last time where it stands twice. Made when one is looked for: a wake seldom needs it. */
function indexOf(past: PastTrades): ReadonlyMap<string, number> {
  const { packed } = past;
  const known = indexes.get(past);
  if (known?.packed === packed) return known.starts;
  const starts = new Map<string, number>();
  for (let at = packed.indexOf(LINE); at !== -1; at = packed.indexOf(LINE, at + 1)) {
    starts.set(packed.slice(at + 1, packed.indexOf(" ", at)), at + 1);
  }
  indexes.set(past, { packed, starts });
  return starts;
}

const nameIn = (line: string): string => line.slice(0, line.indexOf(" "));

const toText = (lines: readonly string[]): string => lines.map((line) => LINE + line).join("");

/** Where the line that begins at `start` ends. */
function endOfLine(packed: string, start: number): number {
  const end = packed.indexOf(LINE, start);
  return end === -1 ? packed.length : end;
}

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

/** Without spaces, bars and quotes. Half a surrogate pair, which has no code, becomes the sign for what is unreadable. */
function toWord(text: string): string {
  return encodeURI(text.toWellFormed());
}
