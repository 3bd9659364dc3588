import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeResults, NO_RESULTS, type Part, readResults, withPart } from "../../../bench/results.ts";

const folder = mkdtempSync(join(tmpdir(), "fillcast-results-"));
afterAll(() => rmSync(folder, { recursive: true }));

const part = (id: string, date = "2026-11-29T12:00:00.000Z"): Part => ({
  id,
  kind: "stream",
  title: `work ${id}`,
  axis: null,
  date,
  command: `npm run bench -- --work ${id}`,
  reps: 1,
  isQuick: false,
  commit: null,
  machine: { model: "a", cores: 2, memoryGiB: 4, kernel: "Linux 6", stateInMemory: true },
  versions: { node: "24" },
  load: { before: 0, othersCores: 0 },
  absent: [],
  runs: [
    {
      work: id,
      side: "fillcast",
      league: "durable",
      rep: 1,
      outcome: { kind: "result", measurement: { deliveredMs: 12 } },
    },
  ],
});

test("a new run of one work leaves the others as they are", () => {
  const first = withPart(withPart(NO_RESULTS, part("2"), ["1", "2"]), part("1"), ["1", "2"]);
  expect(first.parts.map(({ id }) => id)).toEqual(["1", "2"]);
  const later = part("2", "2026-11-30T12:00:00.000Z");
  expect(withPart(first, later, ["1", "2"]).parts).toEqual([part("1"), later]);
});

test("results are read as they were written, numbers with five digits", () => {
  const results = withPart(NO_RESULTS, part("1"), ["1"]);
  const file = join(folder, "results.json");
  writeFileSync(file, encodeResults(results));
  expect(readResults(file)).toEqual(results);
  const exact = { ...part("1"), load: { before: 1.23456789, othersCores: null } };
  expect(JSON.parse(encodeResults({ format: 1, parts: [exact] })).parts[0].load.before).toBe(1.2346);
});

test("without a file there are no results, and another program's file is not overwritten", () => {
  expect(readResults(join(folder, "none.json"))).toEqual(NO_RESULTS);
  writeFileSync(join(folder, "other.json"), "{}");
  expect(() => readResults(join(folder, "other.json"))).toThrow("holds no results");
});
