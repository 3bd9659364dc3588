import { expect, test } from "vitest";
import type { Run } from "../../../bench/run-log.ts";
import { groups, toTables, withRange } from "../../../bench/tables.ts";

const ran = (side: string, latencyP50Ms: number, point?: number, rep = 1): Run => ({
  work: "w",
  side,
  league: side === "central" ? "memory" : "durable",
  rep,
  ...(point === undefined ? {} : { point }),
  outcome: { kind: "result", measurement: { latencyP50Ms } },
});

test("sides of the two leagues are never in one table", () => {
  const tables = toTables({ id: "w", kind: "stream", axis: null }, [ran("central", 1), ran("fillcast", 2)]);
  expect(tables).toEqual([
    {
      league: "durable",
      title: "durable before acknowledged",
      head: ["", "latency p50 ms"],
      rows: [["fillcast", "2.00"]],
    },
    { league: "memory", title: "in memory", head: ["", "latency p50 ms"], rows: [["central", "1.00"]] },
  ]);
});

test("a curve has a row for each point and side, in the order of its points", () => {
  const runs = [ran("fillcast", 2, 100), ran("fillcast", 1, 5), ran("floor", 1, 5), ran("fillcast", 4, 100, 2)];
  const [table] = toTables({ id: "w", kind: "curve", axis: "bots" }, runs);
  expect(table!.head.slice(0, 2)).toEqual(["bots", "side"]);
  expect(table!.rows).toEqual([
    ["5", "fillcast", "1.00"],
    ["5", "floor", "1.00"],
    ["100", "fillcast", "3.00 (2.00–4.00)"],
  ]);
});

test("what the page is about stands first, whichever side ran first", () => {
  const runs = [ran("floor", 1), ran("durable-streams", 1), ran("fillcast", 1), ran("someone else", 1)];
  const [table] = toTables({ id: "w", kind: "stream", axis: null }, runs);
  expect(table!.rows.map(([name]) => name)).toEqual(["fillcast", "floor", "durable-streams", "someone else"]);
});

test("a run without a result is a dash, and without any there is no table", () => {
  const failed: Run = { ...ran("floor", 0), outcome: { kind: "failure", message: "lost" } };
  const [table] = toTables({ id: "w", kind: "stream", axis: null }, [ran("fillcast", 1), failed]);
  expect(table!.rows).toContainEqual(["floor", "–"]);
  expect(toTables({ id: "w", kind: "stream", axis: null }, [failed])).toEqual([]);
});

test("numbers have their thousands apart, and a range only where there is one", () => {
  expect(groups(12_345.678, 1)).toBe("12,345.7");
  expect(withRange({ median: 2, min: 1, max: 3 }, 0)).toBe("2 (1–3)");
  expect(withRange({ median: 2, min: 2, max: 2 }, 1)).toBe("2.0");
});
