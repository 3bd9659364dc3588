import { expect, test } from "vitest";
import type { Measurement } from "../../../bench/measure.ts";
import { pairedRatios, report } from "../../../bench/report.ts";
import type { Run } from "../../../bench/run-log.ts";
import { works } from "../../../bench/works.ts";

const MEASUREMENT: Measurement = {
  events: 1_000,
  deliveredMs: 100,
  eventsPerSecond: 10_000,
  latencyP50Ms: 1,
  latencyP95Ms: 2,
  cpuMicrosPerEvent: 300,
  settledCpuMicrosPerEvent: 400,
  driverCpuMicrosPerEvent: 50,
};
const ran = (side: string, rep: number, part: Partial<Measurement> = {}, work = "2"): Run => ({
  work,
  side,
  league: side === "seed" ? "memory" : "durable",
  rep,
  outcome: { kind: "result", measurement: { ...MEASUREMENT, ...part } },
});
const failed = (side: string, rep: number): Run => ({
  work: "2",
  side,
  league: "durable",
  rep,
  outcome: { kind: "failure", message: "lost" },
});

test("ratios pair the runs of one repetition, and a failed run has none", () => {
  const runs = [
    ran("fillcast", 1, { deliveredMs: 120 }),
    ran("floor", 1, { deliveredMs: 100 }),
    ran("floor", 2, { deliveredMs: 10 }),
    failed("fillcast", 2),
    ran("fillcast", 3, { deliveredMs: 300 }),
    ran("floor", 3, { deliveredMs: 200 }),
  ];
  expect(pairedRatios(runs, { work: "2", metric: "deliveredMs", side: "fillcast", against: "floor" })).toEqual([
    1.2, 1.5,
  ]);
});

test("where the system tells no CPU time there is no ratio of it", () => {
  const runs = [ran("fillcast", 1, { cpuMicrosPerEvent: null }), ran("floor", 1)];
  expect(pairedRatios(runs, { work: "2", metric: "cpuMicrosPerEvent", side: "fillcast", against: "floor" })).toEqual(
    [],
  );
  expect(report(works(true), runs)).toContain("fillcast");
});

test("the leagues stand apart, and targets say whether they are met", () => {
  const runs = [
    ran("fillcast", 1, { deliveredMs: 114 }),
    ran("floor", 1),
    ran("seed", 1, { deliveredMs: 150 }),
    ran("fillcast", 1, { eventsPerSecond: 14_000 }, "3"),
  ];
  const lines = report(works(true), runs).split("\n");
  const at = (text: string): number => lines.findIndex((line) => line.includes(text));
  expect(at("durable before acknowledged")).toBeLessThan(at("in memory"));
  expect(at("in memory")).toBeLessThan(at("  seed"));
  expect(lines[at("÷ floor")]).toMatch(/deliveredMs ÷ floor +1\.14 \(1\.14–1\.14\) +≤ 1\.15 +met$/);
  expect(lines[at("÷ seed")]).toMatch(/0\.76 .*≤ 0\.55 +MISSED$/);
  expect(lines[at("  3 eventsPerSecond")]).toMatch(/14000 .*≥ 15000 +MISSED$/);
});

test("each kind of work has its own columns, and its worst run decides where memory is bounded", () => {
  const storm = (rep: number, growthMiB: number | null): Run => ({
    ...ran("fillcast", rep, {}, "5"),
    outcome: { kind: "result", measurement: { allCaughtUpMs: 900, growthMiB } },
  });
  const lines = report(works(true), [storm(1, 20), storm(2, 20), storm(3, 33)]).split("\n");
  const at = (text: string): string => lines.find((line) => line.includes(text))!;
  expect(at("all caught up ms")).not.toContain("latency");
  expect(at("  fillcast")).toMatch(/900 \(900–900\)/);
  expect(at("  5 growthMiB")).toMatch(/20 \(20–33\) +≤ 32 +MISSED$/);
  expect(report(works(true), [storm(1, null)])).not.toContain("≤ 32");
});

test("a long archive is compared with a short one", () => {
  const read = (side: string, rep: number, eventsMs: number): Run => ({
    ...ran(side, rep, {}, "7"),
    outcome: { kind: "result", measurement: { eventsMs } },
  });
  const text = report(works(true), [read("short", 1, 10), read("long", 1, 11), read("short", 2, 10)]);
  expect(text).toMatch(/7 eventsMs long ÷ short +1\.10 \(1\.10–1\.10\) +≤ 1\.2 +met/);
});
