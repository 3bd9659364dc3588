import { expect, it } from "vitest";
import { BUFFERED_MAX_BYTES, SILENT_SOCKET_MS } from "@fillcast/protocol";
import { changedParts, isStalled } from "../../../../parties/share/viewers.ts";

const parts = { about: "a", books: "b", open: "o", closed: "c" };

it("sends all parts to who has none, then only those that differ, and nothing if none does", () => {
  expect(changedParts(null, parts)).toEqual(parts);
  expect(changedParts(parts, { ...parts, open: "p" })).toEqual({ open: "p" });
  expect(changedParts(parts, { ...parts })).toBeNull();
});

it.each([
  [{ servedAt: null, heardAt: 0, bufferedBytes: 0 }, false],
  [{ servedAt: 1_000, heardAt: 0, bufferedBytes: 0 }, false],
  [{ servedAt: 999, heardAt: 0, bufferedBytes: 0 }, true],
  [{ servedAt: 0, heardAt: 1_000, bufferedBytes: 0 }, false],
  [{ servedAt: 1_000, heardAt: 0, bufferedBytes: BUFFERED_MAX_BYTES + 1 }, true],
])("gives up a page that is silent or takes nothing in: %j, %s", (socket, stalled) => {
  expect(isStalled(socket, 1_000 + SILENT_SOCKET_MS)).toBe(stalled);
});
