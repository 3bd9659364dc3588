/** The groups of an answer that are of one book, the most profitable first. */
import { Big } from "big.js";
import { type Book, isSameBook } from "./book.ts";
import { quotients } from "./closed.ts";
import type { ProfitAnswer, ProfitGroup } from "./profit-answer.ts";

/** What the breakdown offers. */
export type BreakdownBy = "bot" | "pair" | "tag" | "reason";

export interface Group extends ReturnType<typeof quotients> {
  /** The bot, pair, tag or reason; null for trades without one. */
  readonly name: string | null;
  readonly sums: ProfitGroup;
}

export function groupsOf({ groups }: ProfitAnswer, by: BreakdownBy, book: Book): readonly Group[] {
  return (groups[by] ?? [])
    .filter((row) => isSameBook(row, book))
    .map((row) => ({ name: row[by] ?? null, sums: row, ...quotients(row) }))
    .sort((a, b) => new Big(b.sums.realised).cmp(a.sums.realised) || (a.name ?? "").localeCompare(b.name ?? ""));
}
