/**
 * Thousands of lives of a feed, each from its seed. `SEED=n` runs one alone; `SEEDS=n` runs n of them.
 */
import { expect, it } from "vitest";
import { simulate } from "./simulate.ts";

const FIRST = Number(process.env.SEED ?? 1);
const COUNT = process.env.SEED === undefined ? Number(process.env.SEEDS ?? 12) : 1;

it(
  `nothing is lost, nothing is shown twice, and every copy agrees, under ${COUNT} seeds`,
  async () => {
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const { violations } = await simulate(seed);
      expect(violations, `seed ${seed}: run it alone with SEED=${seed}`).toEqual([]);
    }
  },
  COUNT * 2_000 + 60_000,
);
