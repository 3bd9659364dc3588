/**
 * A digest as the message that is sent: a title that says it all, a line for each of the newest alerts, and where to look.
 * Made once, and kept until it is delivered.
 */
import type { AlertKind } from "@fillcast/protocol";
import { sizeOf, type Digest, type DigestSum } from "./digest.ts";
import type { AlertItem, AlertMessage } from "./message.ts";
import { moneyText } from "./money.ts";
import { botPath, tradePath } from "./paths.ts";
import { cut, LINE_MAX_CHARS } from "./text.ts";

export const TITLE_MAX_CHARS = 120;
export const LINES_MAX = 12;
/** Of a bot's shown name. */
const NAME_MAX_CHARS = 64;

/** Of whom a message speaks, and where it leads. */
export interface Letterhead {
  /** The same in all tries. */
  readonly id: string;
  readonly feed: string;
  /** ms since 1970. */
  readonly at: number;
  /** Of the dashboard, e.g. `https://fillcast.example`. */
  readonly origin: string;
  /** A bot as its owner calls it. */
  readonly nameOf: (bot: string) => string;
}

/** What cannot wait. */
const URGENT = ["liquidation", "silent", "stalled"] as const satisfies readonly AlertKind[];
const USUAL = ["exception", "warning", "protection", "opened", "back"] as const satisfies readonly AlertKind[];
/** Kinds whose text says what it is about; the bot stands before the text of others. */
const OF_A_PAIR: ReadonlySet<AlertKind> = new Set(["closed", "loss", "opened", "liquidation"]);

/** How several alerts of a kind are counted; closed trades are counted with their losses. */
const COUNTED: { readonly [kind in (typeof URGENT)[number] | (typeof USUAL)[number]]: readonly [string, string] } = {
  liquidation: ["liquidation warning", "liquidation warnings"],
  silent: ["bot silent", "bots silent"],
  stalled: ["bot stalled", "bots stalled"],
  exception: ["exception", "exceptions"],
  warning: ["warning", "warnings"],
  protection: ["protection", "protections"],
  opened: ["trade opened", "trades opened"],
  back: ["bot back", "bots back"],
};

/** All alerts of a digest as one message. */
export function digestToMessage(digest: Digest, { id, feed, at, origin, nameOf }: Letterhead): AlertMessage {
  const { items, counts } = digest;
  const count = sizeOf(digest);
  const only = count === 1 ? items[0] : undefined;
  return {
    id,
    feed,
    at,
    title: cut(only === undefined ? countsText(digest) : titleOf(only, nameOf), TITLE_MAX_CHARS),
    lines:
      only === undefined ? linesOf(items, count, nameOf) : OF_A_PAIR.has(only.kind) ? [shown(nameOf, only.bot)] : [],
    url: origin + (only === undefined ? placeOfAll(items) : placeOf(only)),
    urgent: URGENT.some((kind) => counts[kind] !== undefined),
    topic: null,
    items,
    count,
  };
}

/** A message that an owner asks for, to see that it arrives. */
export function testMessage({ id, feed, at, origin }: Omit<Letterhead, "nameOf">): AlertMessage {
  return {
    id,
    feed,
    at,
    title: "Fillcast test message",
    lines: [`Alerts of the feed ${feed} arrive here.`],
    url: `${origin}/settings`,
    urgent: false,
    topic: null,
    items: [],
    count: 0,
  };
}

/** Sums by book: `+31.20 USDT, -0.000120 BTC (dry run)`. */
export function sumsText(sums: readonly Pick<DigestSum, "mode" | "currency" | "realised">[]): string {
  return sums
    .map(({ mode, currency, realised }) => `${moneyText(realised, currency)}${mode === "dry" ? " (dry run)" : ""}`)
    .join(", ");
}

export function shown(nameOf: (bot: string) => string, bot: string): string {
  return cut(nameOf(bot), NAME_MAX_CHARS);
}

function titleOf({ kind, bot, text }: AlertItem, nameOf: (bot: string) => string): string {
  return OF_A_PAIR.has(kind) ? text : `${shown(nameOf, bot)}: ${text}`;
}

/** The newest first. */
function linesOf(items: readonly AlertItem[], count: number, nameOf: (bot: string) => string): string[] {
  const told = items.toReversed().slice(0, count > LINES_MAX ? LINES_MAX - 1 : LINES_MAX);
  const lines = told.map(({ bot, text }) => cut(`${shown(nameOf, bot)}: ${text}`, LINE_MAX_CHARS));
  return lines.length < count ? [...lines, `and ${count - lines.length} more`] : lines;
}

/** `2 bots silent; 7 trades closed, +31.20 USDT; 1 exception`. */
function countsText({ counts, sums }: Digest): string {
  const told = (kinds: readonly (keyof typeof COUNTED)[]): string[] =>
    kinds.flatMap((kind) => {
      const number = counts[kind] ?? 0;
      return number === 0 ? [] : [`${number} ${COUNTED[kind][number === 1 ? 0 : 1]}`];
    });
  const closed = (counts.closed ?? 0) + (counts.loss ?? 0);
  const money = sums.length === 0 ? "" : `, ${sumsText(sums)}`;
  const trades = closed === 0 ? [] : [`${closed} ${closed === 1 ? "trade" : "trades"} closed${money}`];
  return [...told(URGENT), ...trades, ...told(USUAL)].join("; ");
}

function placeOf({ trade, bot }: AlertItem): string {
  return trade === undefined ? botPath(bot) : tradePath(trade);
}

/** The bot where all are about one. */
function placeOfAll(items: readonly AlertItem[]): string {
  const [only, ...others] = new Set(items.map(({ bot }) => bot));
  return only === undefined || others.length > 0 ? "/" : botPath(only);
}
