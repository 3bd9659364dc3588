/**
 * How a change of one trade moves an answer about profit: from the parts of the trade before and
 * after, so that an event costs the same whatever the size of the ledger. What cannot be moved exactly is null: then the server
 * is asked again.
 */
import { Big } from "big.js";
import type { Total, Trade } from "fillcast";
import { hourIn } from "fillcast/csv";
import { signOf, toBig } from "../words/decimal.ts";
import { dayName, type Zone, zoneName } from "../words/instant.ts";
import { bookOf, isSameBook } from "./book.ts";
import { bookingsOf, closingOf, isInRange } from "./days.ts";
import { isReadable, realisedOf } from "./closed.ts";
import type {
  Dimension,
  Extreme,
  Grouping,
  ProfitAnswer,
  ProfitBook,
  ProfitGroup,
  ProfitQuestion,
  ProfitSums,
} from "./profit-answer.ts";

/** What changed of a trade: `before` is null where it is new. */
export interface TradeChange {
  readonly before: Trade | null;
  readonly after: Trade;
}

/** The answer after a change of a trade, or null where only the server can say. The same answer where nothing of it moves. */
export function moveProfit(
  answer: ProfitAnswer,
  question: ProfitQuestion,
  { before, after }: TradeChange,
): ProfitAnswer | null {
  if (question.bots !== null && !question.bots.includes(after.bot)) return answer;
  if (before !== null && isSameProfit(before, after)) return answer;
  const steps = [...(before === null ? [] : stepsOf(before, question, -1)), ...stepsOf(after, question, 1)];
  let next: ProfitAnswer | null = answer;
  for (const step of steps) next = next === null ? null : takeStep(next, question, step);
  return next;
}

/**
 * True where the changes make up what the totals of a state have gained. Then those without a `before` are new: a trade that is
 * over when it is first seen may have been counted long ago.
 */
export function explains(changes: readonly TradeChange[], before: readonly Total[], after: readonly Total[]): boolean {
  return after.every((total) => {
    const old = before.find((row) => isSameBook(row, total));
    let realised = new Big(total.realised).minus(old?.realised ?? 0);
    let closed = total.closed - (old?.closed ?? 0);
    for (const change of changes)
      for (const [trade, sign] of [
        [change.before, 1],
        [change.after, -1],
      ] as const) {
        if (trade === null || !isReadable(trade) || !isSameBook(bookOf(trade), total)) continue;
        realised = realised.plus(realisedOf(trade).times(sign));
        closed += trade.status === "closed" ? sign : 0;
      }
    return closed === 0 && realised.eq(0);
  });
}

/** Something of a trade that comes or goes: a part of its profit, its close, or a profit that nobody can read. */
interface Step {
  readonly kind: "part" | "close" | "unreadable";
  readonly trade: Trade;
  readonly at: number;
  readonly realised: Big;
  readonly sign: 1 | -1;
}

function isSameProfit(a: Trade, b: Trade): boolean {
  if (a.realised !== b.realised || !isSameBook(bookOf(a), bookOf(b))) return false;
  if ((a.status === "closed") !== (b.status === "closed")) return false;
  const counts = b.status === "closed" || signOf(b.realised) !== 0;
  return (
    !counts ||
    (a.pair === b.pair && a.entryTag === b.entryTag && a.exitReason === b.exitReason && a.closedAt === b.closedAt)
  );
}

function stepsOf(trade: Trade, { from, to = null }: ProfitQuestion, sign: 1 | -1): readonly Step[] {
  return allSteps(trade, sign).filter(({ at }) => isInRange({ from, to }, at));
}

function allSteps(trade: Trade, sign: 1 | -1): readonly Step[] {
  const bookings = bookingsOf(trade);
  const closedAt = closingOf(trade);
  if (!isReadable(trade)) {
    const at = Date.parse(trade.closedAt ?? "") || (bookings.at(-1)?.at ?? Date.parse(trade.openedAt));
    return [{ kind: "unreadable", trade, at, realised: NONE, sign }];
  }
  const parts = bookings.map(({ at, realised }): Step => {
    return { kind: "part", trade, at, realised: toBig(realised) ?? NONE, sign };
  });
  const close: readonly Step[] =
    closedAt === null ? [] : [{ kind: "close", trade, at: closedAt, realised: realisedOf(trade), sign }];
  return [...parts.filter(({ realised }) => !realised.eq(0)), ...close];
}

const NONE = new Big(0);

function takeStep(answer: ProfitAnswer, question: ProfitQuestion, step: Step): ProfitAnswer | null {
  const book = bookOf(step.trade);
  const known = answer.books.find((row) => isSameBook(row, book));
  const moved = moveBook(known ?? { ...NOTHING, ...book, ...NO_CLOSES }, step);
  const groups: { [by in Grouping]?: readonly ProfitGroup[] } = {};
  for (const by of question.by) {
    const rows = answer.groups[by] ?? [];
    if (rows.some(({ rest }) => rest !== undefined)) return null;
    groups[by] = moveRow(rows, namesOf(step, by, question.zone), step);
  }
  return { ...answer, books: replaced(answer.books, known, moved), groups };
}

function moveRow(rows: readonly ProfitGroup[], names: Names, step: Step): readonly ProfitGroup[] {
  const book = bookOf(step.trade);
  const known = rows.find(
    (row) => isSameBook(row, book) && Object.entries(names).every(([name, value]) => row[name as Dimension] === value),
  );
  const moved = moveSums<ProfitGroup>(known ?? { ...NOTHING, ...book, ...names }, step);
  const isEmpty = moved.closed === 0 && moved.unreadable === 0 && new Big(moved.realised).eq(0);
  return isEmpty ? rows.filter((row) => row !== known) : replaced(rows, known, moved);
}

type Names = { readonly [name in Dimension]?: string | null };

function namesOf({ trade, at }: Step, by: Grouping, zone: Zone): Names {
  switch (by) {
    case "day":
      return { day: dayName(at, zone) };
    case "bot":
      return { bot: trade.bot };
    case "pair":
      return { pair: trade.pair };
    case "tag":
      return { tag: trade.entryTag };
    case "reason":
      return { reason: trade.exitReason };
    case "direction":
      return { direction: trade.direction };
    case "hour":
      return { hour: hourIn(at, zoneName(zone)) };
    case "bot.day":
      return { bot: trade.bot, day: dayName(at, zone) };
  }
}

const NOTHING = {
  realised: "0",
  closed: 0,
  wins: 0,
  losses: 0,
  grossProfit: "0",
  grossLoss: "0",
  unreadable: 0,
  fees: null,
} as const;
const NO_CLOSES = {
  best: null,
  worst: null,
  medianHoldMs: null,
  peak: "0",
  drawdown: "0",
  lastClosedAt: null,
  winHoldMs: null,
  lossHoldMs: null,
  longestWins: 0,
  longestLosses: 0,
  streak: 0,
  histogram: [],
} as const;

/** Peaks and falls follow the order of closing, and a close that is taken back may have been the best. */
function moveBook(book: ProfitBook, step: Step): ProfitBook {
  const sums = moveSums(book, step);
  if (step.kind !== "close") return sums;
  const { trade, at, realised, sign } = step;
  if (sign < 0 || (book.lastClosedAt !== null && at < book.lastClosedAt)) return { ...sums, corrected: true };
  const run = new Big(sums.grossProfit).minus(sums.grossLoss);
  const peak = run.gt(book.peak) ? run : new Big(book.peak);
  const fall = peak.minus(run);
  const close = { key: trade.key, realised: realised.toFixed() };
  const won = realised.cmp(NONE);
  const streak = won === Math.sign(sums.streak) ? sums.streak + won : won;
  return {
    ...sums,
    best: further(book.best, close, 1),
    worst: further(book.worst, close, -1),
    peak: peak.toFixed(),
    drawdown: fall.gt(book.drawdown) ? fall.toFixed() : book.drawdown,
    lastClosedAt: at,
    streak,
    longestWins: Math.max(sums.longestWins, streak),
    longestLosses: Math.max(sums.longestLosses, -streak),
  };
}

/** The further one in a direction; of equals the one with the smaller key, as the server says it. */
function further(known: Extreme | null, close: Extreme, direction: 1 | -1): Extreme {
  if (known === null) return close;
  const order = new Big(close.realised).cmp(known.realised) * direction;
  return order > 0 || (order === 0 && close.key < known.key) ? close : known;
}

function moveSums<Row extends ProfitSums>(row: Row, { kind, realised, sign }: Step): Row {
  if (kind === "unreadable") return { ...row, unreadable: row.unreadable + sign };
  if (kind === "part") return { ...row, realised: plus(row.realised, realised.times(sign)) };
  return {
    ...row,
    closed: row.closed + sign,
    wins: row.wins + (realised.gt(0) ? sign : 0),
    losses: row.losses + (realised.lt(0) ? sign : 0),
    grossProfit: realised.gt(0) ? plus(row.grossProfit, realised.times(sign)) : row.grossProfit,
    grossLoss: realised.lt(0) ? plus(row.grossLoss, realised.abs().times(sign)) : row.grossLoss,
  };
}

function plus(text: string, number: Big): string {
  return number.plus(text).toFixed();
}

function replaced<Row>(rows: readonly Row[], known: Row | undefined, row: Row): readonly Row[] {
  return known === undefined ? [...rows, row] : rows.map((other) => (other === known ? row : other));
}
