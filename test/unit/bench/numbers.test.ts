import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { SourceMap } from "node:module";
import { expect, test } from "vitest";
import { readCpuMicros } from "../../../bench/cpu.ts";
import { encodeEvent, eventId } from "../../../bench/driver/event.ts";
import { functionTimes, nameBySource } from "../../../bench/profile/times.ts";
import { forgetPeak, readPeakBytes, readResidentBytes } from "../../../bench/memory.ts";
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

test("time is added up by function, recursion once", () => {
  const node = (id: number, functionName: string, children: readonly number[] = []) => ({
    id,
    callFrame: { functionName, url: "", lineNumber: 0, columnNumber: 0 },
    children,
  });
  const nodes = [
    node(1, "(root)", [2]),
    node(2, "append", [3, 4]),
    node(3, "send"),
    node(4, "append", [5]),
    node(5, "send"),
  ];
  const times = functionTimes(
    { nodes, samples: [2, 3, 5, 4], timeDeltas: [1, 10, 100, 1_000] },
    (frame) => frame.functionName,
  );
  expect(times).toEqual([
    { name: "(root)", selfMicros: 0, totalMicros: 1_111 },
    { name: "append", selfMicros: 1_001, totalMicros: 1_111 },
    { name: "send", selfMicros: 110, totalMicros: 110 },
  ]);
});

test("a minified function is named as in its source", () => {
  const map = {
    version: 3,
    sources: ["../src/a.ts"],
    names: ["append"],
    mappings: "AAEAA",
    file: "w.js",
    sourceRoot: "",
  };
  const sourceMap = new SourceMap({ ...map, sourcesContent: [""] });
  const nameOf = (functionName: string, url: string): string =>
    nameBySource({ functionName, url, lineNumber: 0, columnNumber: 5 }, sourceMap, (source) => source.slice(3));
  expect(nameOf("q", "w.js")).toBe("append src/a.ts:3");
  expect(nameOf("hash", "node-internal:crypto_hash")).toBe("hash node-internal:crypto_hash");
  expect(nameOf("", "")).toBe("(anonymous)");
});

test.runIf(process.platform === "linux")("CPU time counts a process and the children that it had", () => {
  const before = readCpuMicros(process.pid)!;
  execFileSync(process.execPath, ["-e", "while (process.cpuUsage().user < 200_000);"]);
  expect(readCpuMicros(process.pid)! - before).toBeGreaterThan(150_000);
  expect(readCpuMicros(null)).toBeNull();
});

test.runIf(process.platform === "linux")("a peak of memory outlasts what was held, and can be forgotten", async () => {
  const script = `
    let held = null;
    process.stdin.on("data", () => {
      held = Buffer.alloc(96 * 2 ** 20, 1);
      held = null;
      gc();
      console.log("done");
    });
    console.log("ready");`;
  const child = spawn(process.execPath, ["--expose-gc", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    forgetPeak(child.pid!);
    const before = readPeakBytes(child.pid!)!;
    expect(Math.abs(before - readResidentBytes(child.pid!)!)).toBeLessThan(16 * 2 ** 20);
    child.stdin.write("x");
    await once(child.stdout, "data");
    expect(readPeakBytes(child.pid!)! - before).toBeGreaterThan(80 * 2 ** 20);
    expect(readPeakBytes(null)).toBeNull();
  } finally {
    child.kill();
    await once(child, "exit");
  }
});
