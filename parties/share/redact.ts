/**
 * Redaction: from what the server knows of a feed to what leaves it for a link. An allow-list: the view is built member by
 * member, and what is not named here stays. Pure, so that a test can try every combination of terms.
 *
 * With a delay, the view is that of an earlier instant: a trade that was opened or filled first since is not there, one that
 * was closed since is still open, and nothing shows that moves with the market or with later fills.
 */
import {
  SHARE_DAYS_MAX,
  SHARE_LISTED_MAX,
  UNKNOWN_CURRENCY,
  type SharedBook,
  type SharedClosed,
  type SharedMoney,
  type SharedOpen,
  type ShareTerms,
  type SharedView,
  type TradeMode,
} from "@fillcast/protocol";
import { Big } from "big.js";
import { sumDays, sumMoney, sumRatios, type MoneyStep } from "./figures.ts";
import { moveOf, toRatioText } from "./ratio.ts";
import type { ClosedRow, OpenRow, SharedSource } from "./source.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MONTH_DAYS = 30;
const MODES: readonly TradeMode[] = ["live", "dry", "unknown"];

/** What everybody sees who has a link with these terms, at `nowMs`. */
export function redact(source: SharedSource, terms: ShareTerms, nowMs: number): SharedView {
  const { bots, amounts, delayS, title } = terms;
  const cutMs = delayS === 0 ? Infinity : nowMs - delayS * 1_000;
  const isShown = ({ bot, begunMs }: Pick<OpenRow, "bot" | "begunMs">): boolean =>
    begunMs <= cutMs && (bots === null || bots.includes(bot));
  const closed: ClosedRow[] = [];
  const open: OpenRow[] = [];
  for (const row of source.closed) {
    if (!isShown(row)) continue;
    if (row.toldMs <= cutMs) closed.push(row);
    else open.push(stillOpen(row));
  }
  for (const row of source.open) if (isShown(row)) open.push(row);
  closed.sort((a, b) => a.closedMs - b.closedMs || (a.key < b.key ? -1 : 1));
  const shownOpen = terms.openTrades ? open.sort((a, b) => b.openedMs - a.openedMs || (a.key < b.key ? -1 : 1)) : [];
  const nameOf = nameBots([...closed, ...shownOpen], source, terms);
  const todayMs = Math.min(nowMs, cutMs);
  return {
    title,
    amounts,
    delayS,
    openedFrom: source.openedFrom,
    books: MODES.flatMap((mode) => toBook(mode, closed, todayMs, amounts)),
    closed: closed
      .slice(-SHARE_LISTED_MAX)
      .reverse()
      .map((row) => toClosed(row, nameOf, amounts)),
    open: terms.openTrades
      ? shownOpen.slice(0, SHARE_LISTED_MAX).map((row) => toOpen(row, nameOf, amounts, delayS))
      : null,
  };
}

/** A trade whose close must not show yet: without anything that the close has told. */
function stillOpen({ key, bot, mode, pair, direction, openedMs, begunMs }: ClosedRow): OpenRow {
  return {
    key,
    bot,
    mode,
    pair,
    direction,
    openedMs,
    begunMs,
    averageEntry: null,
    lastPrice: null,
    stake: null,
    currency: null,
  };
}

type NameOf = (bot: string) => string | null;

/** Bots by name; else by numbers in the order of the first trade that shows, so that a bot of which nothing shows has none. */
function nameBots(
  shown: readonly { readonly bot: string; readonly openedMs: number }[],
  { names }: SharedSource,
  terms: ShareTerms,
): NameOf {
  if (terms.names) return (bot) => (Object.hasOwn(names, bot) ? names[bot]!.name : undefined) ?? bot;
  const first = new Map<string, number>();
  for (const { bot, openedMs } of shown) first.set(bot, Math.min(first.get(bot) ?? Infinity, openedMs));
  const ordered = [...first].sort(([a, atA], [b, atB]) => atA - atB || (a < b ? -1 : 1)).map(([bot]) => bot);
  return (bot) => (ordered.length === 1 ? null : `Bot ${ordered.indexOf(bot) + 1}`);
}

/** None for a mode in which nothing has closed. */
function toBook(mode: TradeMode, all: readonly ClosedRow[], todayMs: number, amounts: boolean): readonly SharedBook[] {
  const rows = all.filter((row) => row.mode === mode);
  if (rows.length === 0) return [];
  const monthFromMs = (Math.floor(todayMs / DAY_MS) - MONTH_DAYS + 1) * DAY_MS;
  return [
    {
      mode,
      ...sumRatios(rows),
      month: sumRatios(rows.filter(({ closedMs }) => closedMs >= monthFromMs)),
      days: sumDays(rows).slice(-SHARE_DAYS_MAX),
      ...(amounts ? { money: toMoney(rows) } : {}),
    },
  ];
}

function toMoney(rows: readonly ClosedRow[]): readonly SharedMoney[] {
  const known = rows.flatMap(({ realised, currency }): (MoneyStep & { readonly currency: string })[] =>
    realised === null ? [] : [{ currency: currency ?? UNKNOWN_CURRENCY, realised: new Big(realised) }],
  );
  return [...Map.groupBy(known, ({ currency }) => currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, steps]) => ({ currency, ...sumMoney(steps) }));
}

function toClosed(row: ClosedRow, nameOf: NameOf, amounts: boolean): SharedClosed {
  const { bot, mode, pair, direction, openedMs, closedMs, micros, realised, currency } = row;
  return {
    bot: nameOf(bot),
    mode,
    pair,
    direction,
    openedAt: openedMs,
    closedAt: closedMs,
    ratio: micros === null ? null : toRatioText(micros),
    ...(amounts ? { realised, currency: currency ?? UNKNOWN_CURRENCY } : {}),
  };
}

function toOpen(row: OpenRow, nameOf: NameOf, amounts: boolean, delayS: number): SharedOpen {
  const { bot, mode, pair, direction, openedMs, averageEntry, lastPrice, stake, currency } = row;
  const move = delayS > 0 ? null : moveOf(averageEntry, lastPrice, direction);
  return {
    bot: nameOf(bot),
    mode,
    pair,
    direction,
    openedAt: openedMs,
    move: move === null ? null : toRatioText(move),
    // A later fill would change it.
    ...(amounts && delayS === 0 ? { stake, currency: currency ?? UNKNOWN_CURRENCY } : {}),
  };
}
