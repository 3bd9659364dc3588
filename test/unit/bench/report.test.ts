import { expect, test } from "vitest";
import { report, type Reported } from "../../../bench/report.ts";
import type { Numbers, Run } from "../../../bench/run-log.ts";

const WORKS: readonly Reported[] = [
  { id: "2", kind: "stream", title: "candle close", axis: null },
  { id: "5", kind: "storm", title: "storm", axis: null },
  { id: "answers", kind: "answers", title: "answers", axis: null },
];

const ran = (side: string, rep: number, measurement: Numbers, work = "2"): Run => ({
  work,
  side,
  league: side === "seed" ? "memory" : "durable",
  rep,
  outcome: { kind: "result", measurement },
});

test("the leagues stand apart, and targets say whether they are met", () => {
  const runs = [
    ran("fillcast", 1, { deliveredMs: 114 }),
    ran("floor", 1, { deliveredMs: 100 }),
    ran("seed", 1, { deliveredMs: 150 }),
  ];
  const lines = report(WORKS, runs).split("\n");
  const at = (text: string): number => lines.findIndex((line) => line.includes(text));
  expect(at("durable before acknowledged")).toBeLessThan(at("in memory"));
  expect(at("in memory")).toBeLessThan(at("seed "));
  expect(lines[at("delivered ÷ floor")]).toMatch(/1\.14 +≤ 1\.25 × +met$/);
  expect(lines[at("delivered ÷ seed")]).toMatch(/0\.76 +≤ 0\.45 × +MISSED$/);
});

test("each kind of work has its own columns, and a work without runs no table", () => {
  const text = report(WORKS, [ran("fillcast", 1, { allCaughtUpMs: 900, growthMiB: 20 }, "5")]);
  expect(text).toContain("all caught up ms");
  expect(text).not.toContain("latency");
  expect(text).not.toContain("candle close");
});

test("answers at limits are listed", () => {
  const outcome = {
    kind: "answered",
    limit: "BATCH_MAX_EVENTS",
    sent: "501 events",
    answer: "413 batch-too-large",
  } as const;
  const run: Run = { work: "answers", side: "fillcast", league: "durable", rep: 1, outcome };
  expect(report(WORKS, [run])).toContain("BATCH_MAX_EVENTS: 501 events → 413 batch-too-large");
});
