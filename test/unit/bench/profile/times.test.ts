import { SourceMap } from "node:module";
import { expect, test } from "vitest";
import { functionTimes, nameBySource } from "../../../../bench/profile/times.ts";

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
