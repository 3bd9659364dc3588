/** Realised profit by day, kept up part by part: a change touches the day that it is about. */
import { Big } from "big.js";
import { toBig } from "../words/decimal.ts";
import type { DayProfit } from "./days.ts";

interface DaySum {
  realised: Big;
  closed: number;
  wins: number;
  /** A day without parts has no row. */
  parts: number;
}
/** What a day gains, or loses again. */
export interface DayPart {
  readonly day: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
}

const NOTHING = new Big(0);

export class RunningDays {
  readonly #sums = new Map<string, DaySum>();
  readonly #touched = new Set<string>();
  #days: readonly DayProfit[] = [];

  add({ day, realised, closed, wins }: DayPart, sign: 1 | -1 = 1): void {
    const row = this.#sums.get(day) ?? { realised: NOTHING, closed: 0, wins: 0, parts: 0 };
    const amount = toBig(realised);
    if (amount !== null) row.realised = sign > 0 ? row.realised.plus(amount) : row.realised.minus(amount);
    row.closed += sign * closed;
    row.wins += sign * wins;
    row.parts += sign;
    if (row.parts > 0) this.#sums.set(day, row);
    else this.#sums.delete(day);
    this.#touched.add(day);
  }

  /** In order of day; the same array until a part is added or removed. */
  get days(): readonly DayProfit[] {
    if (this.#touched.size === 0) return this.#days;
    const days = this.#days.filter(({ day }) => !this.#touched.has(day));
    for (const day of [...this.#touched].sort()) {
      const sum = this.#sums.get(day);
      if (sum !== undefined) insertDay(days, toRow(day, sum));
    }
    this.#touched.clear();
    this.#days = days;
    return days;
  }
}

/** From the end: the newest day is what changes. */
function insertDay(days: DayProfit[], row: DayProfit): void {
  let at = days.length;
  while (at > 0 && days[at - 1]!.day > row.day) at -= 1;
  days.splice(at, 0, row);
}

function toRow(day: string, { realised, closed, wins }: DaySum): DayProfit {
  return { day, realised: realised.toFixed(), closed, wins };
}
