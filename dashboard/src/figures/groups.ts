/** The groups of an answer that are of one book, the most profitable first. */
import { Big } from "big.js";
import { type Book, isSameBook } from "./book.ts";
import { quotients } from "./closed.ts";
import type { ProfitAnswer, ProfitGroup } from "./profit-answer.ts";

/** What the breakdown offers. */
export type BreakdownBy = "bot" | "pair" | "tag" | "reason" | "direction";

export interface Group extends ReturnType<typeof quotients> {
  /** The bot, pair, tag or reason; null for trades without one. */
  readonly name: string | null;
  readonly sums: ProfitGroup;
}

/** Of each row of an answer; an answer that was moved on has most of them still. */
const made = new WeakMap<ProfitGroup, Group>();

/** A group that nothing happened to stays the same object. */
export function groupsOf({ groups }: ProfitAnswer, by: BreakdownBy, book: Book): readonly Group[] {
  return (groups[by] ?? [])
    .filter((row) => isSameBook(row, book))
    .map((row) => toGroup(row, by))
    .sort(byProfit);
}

function toGroup(row: ProfitGroup, by: BreakdownBy): Group {
  const known = made.get(row);
  if (known !== undefined) return known;
  const group = { name: row[by] ?? null, sums: row, ...quotients(row) };
  made.set(row, group);
  return group;
}

/** Floats order most of them; where they do not, the decimals do. */
function byProfit(a: Group, b: Group): number {
  const [left, right] = [a.sums.realised, b.sums.realised];
  return (
    Number(right) - Number(left) ||
    (left === right ? 0 : new Big(right).cmp(left)) ||
    (a.name ?? "").localeCompare(b.name ?? "")
  );
}
