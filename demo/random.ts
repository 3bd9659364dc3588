/**
 * Seeded chance. Its state is four integers, so that a course of the demo can be stored and continued; only additions,
 * shifts and products are used, so that every machine draws the same numbers.
 */

/** Advanced in place by every draw. */
export type RandomState = [number, number, number, number];

const WARM_UP_DRAWS = 16;

/** The state for a seed, a whole number below 2³². */
export function createRandom(seed: number): RandomState {
  const state: RandomState = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0];
  for (let draw = 0; draw < WARM_UP_DRAWS; draw++) nextUnit(state);
  return state;
}

/** At least 0, below 1 (the "small fast counter" generator). */
export function nextUnit(state: RandomState): number {
  const [a, b, c, counter] = state;
  const sum = (a + b + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  state[3] = (counter + 1) | 0;
  return (sum >>> 0) / 2 ** 32;
}

/** At least `min`, below `max`. */
export function nextBetween(state: RandomState, min: number, max: number): number {
  return min + (max - min) * nextUnit(state);
}

/** A whole number, at least `min`, at most `max`. */
export function nextInteger(state: RandomState, min: number, max: number): number {
  return Math.floor(nextBetween(state, min, max + 1));
}

/** One of a list that is not empty. */
export function nextOf<Item>(state: RandomState, items: readonly Item[]): Item {
  return items[nextInteger(state, 0, items.length - 1)]!;
}

/** Near enough to normal, mean 0 and deviation 1, within ±3.5: a sum of four uniform draws. */
export function nextNormal(state: RandomState): number {
  const sum = nextUnit(state) + nextUnit(state) + nextUnit(state) + nextUnit(state);
  return (sum - 2) * Math.sqrt(3);
}
