import { expect, test } from "vitest";
import type { Run } from "../../../bench/run-log.ts";
import type { Target } from "../../../bench/targets.ts";
import { amounts, verdicts } from "../../../bench/verdicts.ts";

const ran = (side: string, rep: number, deliveredMs: number, more: Partial<Run> = {}): Run => ({
  work: "2",
  side,
  league: "durable",
  rep,
  outcome: { kind: "result", measurement: { deliveredMs } },
  ...more,
});
const failed = (side: string, rep: number): Run => ({
  ...ran(side, rep, 0),
  outcome: { kind: "failure", message: "lost" },
});
const cell = (side: string, point?: number) =>
  ({ work: "2", side, metric: "deliveredMs", ...(point === undefined ? {} : { point }) }) as const;
const target = (more: Partial<Target>): Target => ({
  work: "2",
  words: "",
  amount: { kind: "own", of: cell("fillcast") },
  unit: "",
  digits: 0,
  bound: { kind: "at most", value: 100 },
  decides: "median",
  ...more,
});

test("ratios pair the runs of one repetition, and a failed run has none", () => {
  const runs = [
    ran("fillcast", 1, 120),
    ran("floor", 1, 100),
    ran("floor", 2, 10),
    failed("fillcast", 2),
    ran("fillcast", 3, 300),
    ran("floor", 3, 200),
  ];
  expect(amounts(runs, { kind: "ratio", of: cell("fillcast"), to: cell("floor") })).toEqual([1.2, 1.5]);
  expect(amounts(runs, { kind: "difference", of: cell("fillcast"), to: cell("floor") })).toEqual([20, 100]);
});

test("points of a curve are compared with each other, not with a run without one", () => {
  const runs = [ran("fillcast", 1, 90, { point: 5 }), ran("fillcast", 1, 30, { point: 0 }), ran("fillcast", 1, 1)];
  expect(amounts(runs, { kind: "ratio", of: cell("fillcast", 5), to: cell("fillcast", 0) })).toEqual([3]);
});

test("the median decides, or the worst where no run may pass", () => {
  const runs = [ran("fillcast", 1, 90), ran("fillcast", 2, 95), ran("fillcast", 3, 110)];
  expect(verdicts(runs, [target({})])[0]!.isMet).toBe(true);
  expect(verdicts(runs, [target({ decides: "worst" })])[0]!.isMet).toBe(false);
  const atLeast = { kind: "at least", value: 95 } as const;
  expect(verdicts(runs, [target({ bound: atLeast })])[0]!.isMet).toBe(true);
  expect(verdicts(runs, [target({ bound: atLeast, decides: "worst" })])[0]!.isMet).toBe(false);
});

test("a target without a number has no verdict", () => {
  expect(verdicts([failed("fillcast", 1)], [target({})])).toEqual([]);
  const unknown = ran("fillcast", 1, 0, { outcome: { kind: "result", measurement: { deliveredMs: null } } });
  expect(verdicts([unknown], [target({})])).toEqual([]);
});
