/**
 * How the times are: in the history a month with good weeks and a losing one, after it steady. Pure, by the course's
 * present.
 */
import { type Course, dayOf } from "./course.ts";

export interface Climate {
  /** Where the market is drawn to, as a share above where it began; BTC's, others' by their beta. */
  readonly tide: number;
  /** Share of closed trades that are to win. */
  readonly winRate: number;
  /** Wins are cut short, losses run. */
  readonly rough: boolean;
}

const STEADY: Climate = { tide: 0, winRate: 0.55, rough: false };
/** Stretches of the history; each tide is reached at the end of its stretch. */
const MONTH: readonly (Climate & { readonly untilDay: number })[] = [
  { untilDay: 10, tide: 0.02, winRate: 0.62, rough: false },
  { untilDay: 17, tide: -0.06, winRate: 0.28, rough: true },
  { untilDay: 30, tide: 0.02, winRate: 0.63, rough: false },
];

export function climateOf(course: Course): Climate {
  const day = dayOf(course);
  let fromDay = 0;
  let { tide } = STEADY;
  for (const stretch of MONTH) {
    const { untilDay } = stretch;
    if (day < untilDay)
      return { ...stretch, tide: tide + ((stretch.tide - tide) * (day - fromDay)) / (untilDay - fromDay) };
    fromDay = untilDay;
    tide = stretch.tide;
  }
  return STEADY;
}
