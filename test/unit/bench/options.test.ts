import { expect, test } from "vitest";
import { parseOptions } from "../../../bench/options.ts";

const options = (...args: string[]) => {
  const parsed = parseOptions(args);
  if (parsed.kind !== "options") throw new Error(parsed.kind);
  return parsed.options;
};

test("without options everything runs five times, and the page is written", () => {
  const { works, sides, reps, jsonFile, pageFile } = options();
  const ids = "1 2 3 4 5 6 7 9 11 13 14 outage profile pieces single batches subscribers trades bots answers";
  expect(works.map(({ id }) => id).join(" ")).toBe(ids);
  const names = "fillcast relay floor central-durable durable-streams seed central socket.io nchan";
  expect(sides.map(({ name }) => name).join(" ")).toBe(names);
  expect({ reps, jsonFile, pageFile }).toEqual({ reps: 5, jsonFile: null, pageFile: "docs/benchmarks.md" });
});

test("a run that says too little leaves the page alone, unless one is named", () => {
  expect(options("--quick").pageFile).toBeNull();
  expect(options("--sides", "fillcast").pageFile).toBeNull();
  expect(options("--work", "2").pageFile).toBe("docs/benchmarks.md");
  expect(options("--quick", "--page", "x.md").pageFile).toBe("x.md");
});

test("a work's own command repeats it as it was run", () => {
  expect(options("--reps", "3").command("2")).toBe("npm run bench -- --work 2 --reps 3");
  expect(options("--quick").command("14")).toBe("npm run bench -- --work 14 --reps 2 --quick");
  const long = options("--long");
  expect([long.command("2"), long.command("outage")]).toEqual([
    "npm run bench -- --work 2 --reps 5",
    "npm run bench -- --work outage --reps 5 --long",
  ]);
});

test("works and sides are chosen by name", () => {
  const { works, sides, reps } = options("--work", "3,1", "--sides", "floor,fillcast", "--quick", "--reps", "3");
  expect(works.map(({ id }) => id)).toEqual(["3", "1"]);
  expect(sides.map(({ name }) => name)).toEqual(["floor", "fillcast"]);
  expect(reps).toBe(3);
});

test.each([["--work", "8"], ["--sides", "nginx"], ["--reps", "0"], ["--reps", "many"], ["--fast"]])(
  "%s %s is an error that says what would be right",
  (...args) => {
    expect(parseOptions(args)).toMatchObject({ kind: "error", message: expect.stringMatching(/./) });
  },
);
