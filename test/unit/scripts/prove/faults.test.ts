import { expect, test } from "vitest";
import { drawFaults, type Fault } from "../../../../scripts/prove/faults.ts";
import { createRandom } from "../../../../demo/random.ts";

test("faults are the same for the same seed, and every kind comes", () => {
  const draw = (seed: number): Fault[] => {
    const random = createRandom(seed);
    return Array.from({ length: 100 }, () => drawFaults(random)).flat();
  };
  expect(draw(7)).toEqual(draw(7));
  expect(new Set(draw(7).map(({ kind }) => kind)).size).toBe(5);
});
