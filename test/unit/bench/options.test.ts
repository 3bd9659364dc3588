import { expect, test } from "vitest";
import { parseOptions } from "../../../bench/options.ts";

const options = (...args: string[]) => {
  const parsed = parseOptions(args);
  if (parsed.kind !== "options") throw new Error(parsed.kind);
  return parsed.options;
};

test("without options everything runs five times", () => {
  const { works, sides, reps, jsonFile } = options();
  expect(works.map(({ id }) => id)).toEqual(["1", "2", "3", "5", "7"]);
  expect(sides.map(({ name }) => name)).toEqual(["fillcast", "floor", "seed", "central", "central-durable", "nchan"]);
  expect({ reps, jsonFile }).toEqual({ reps: 5, jsonFile: null });
});

test("works and sides are chosen by name", () => {
  const { works, sides, reps } = options("--work", "3,1", "--sides", "floor,fillcast", "--quick", "--reps", "3");
  expect(works.map(({ id }) => id)).toEqual(["3", "1"]);
  expect(sides.map(({ name }) => name)).toEqual(["floor", "fillcast"]);
  expect(reps).toBe(3);
});

test.each([["--work", "4"], ["--sides", "nginx"], ["--reps", "0"], ["--reps", "many"], ["--fast"]])(
  "%s %s is an error that says what would be right",
  (...args) => {
    expect(parseOptions(args)).toMatchObject({ kind: "error", message: expect.stringMatching(/./) });
  },
);
