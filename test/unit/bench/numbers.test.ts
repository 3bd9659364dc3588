import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { readCpuMicros } from "../../../bench/cpu.ts";
import { encodeEvent, eventId } from "../../../bench/driver/event.ts";
import { selfTimes } from "../../../bench/profile.ts";
import { quantile, spread } from "../../../bench/stats.ts";

test("a quantile is a value that occurred", () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile([7], 0.5)]).toEqual([50, 95, 7]);
});

test("the spread of a few runs is their median and range", () => {
  expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(spread([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
  expect(spread([])).toBeNull();
});

test("an event is 200 bytes of JSON with its id in it", () => {
  const text = encodeEvent(7, 1_234, 1_700_000_000_000);
  expect(Buffer.byteLength(text)).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ id: eventId(text), type: "x-bench", ts: 1_700_000_000_000 });
  expect(eventId(text)).toBe("bench-07-001234");
});

test("self time is added up by function", () => {
  const node = (id: number, functionName: string, lineNumber: number) => ({
    id,
    callFrame: { functionName, url: "file:///worker.js", lineNumber },
  });
  const nodes = [node(1, "append", 9), node(2, "send", 19), node(3, "append", 9)];
  expect(selfTimes({ nodes, samples: [1, 2, 3, 1], timeDeltas: [5, 100, 10, 20] })).toEqual([
    { name: "send worker.js:20", micros: 100 },
    { name: "append worker.js:10", micros: 35 },
  ]);
});

test.runIf(process.platform === "linux")("CPU time counts a process and the children that it had", () => {
  const before = readCpuMicros(process.pid)!;
  execFileSync(process.execPath, ["-e", "const end = Date.now() + 300; while (Date.now() < end);"]);
  expect(readCpuMicros(process.pid)! - before).toBeGreaterThan(150_000);
  expect(readCpuMicros(null)).toBeNull();
});
