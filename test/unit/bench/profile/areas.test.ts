import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AREAS, areaTimes, GARBAGE_AREA, NATIVE_AREA, REST_AREA } from "../../../../bench/profile/areas.ts";
import type { CallFrame } from "../../../../bench/profile/times.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const node = (id: number, functionName: string, url: string, children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
  children,
});
const pathOf = ({ url }: CallFrame): string | null => (url === "" ? null : url);

test("every microsecond is in one area: its own, or that of the nearest caller that has one", () => {
  const nodes = [
    node(1, "(root)", "", [2, 7, 8, 9, 10]),
    node(2, "append", "parties/feed/room.ts", [3, 5]),
    node(3, "run", "parties/feed/log/log.ts", [4]),
    // Of the engine, called by a wrapper that others call too.
    node(4, "run", "parties/feed/sql.ts", [6]),
    node(5, "parse", "node_modules/zod/v4/core.js"),
    node(6, "exec", ""),
    node(7, "(garbage collector)", ""),
    node(8, "(program)", ""),
    node(9, "(idle)", ""),
    node(10, "tick", "node-internal:process"),
  ];
  const samples = [2, 3, 4, 5, 6, 7, 8, 9, 10];
  const timeDeltas = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  expect(Object.fromEntries(areaTimes({ nodes, samples, timeDeltas }, pathOf))).toEqual({
    "the room's shell": 1 + 8,
    "the row": 2 + 4 + 16,
    [GARBAGE_AREA]: 32,
    [NATIVE_AREA]: 64,
    [REST_AREA]: 256,
  });
});

test("each area has sources that are there", () => {
  const paths = AREAS.flatMap((area) => area.paths);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(new Set(paths).size).toBe(paths.length);
});
