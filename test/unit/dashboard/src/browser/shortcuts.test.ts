import { expect, test } from "vitest";
import { commandOf } from "../../../../../dashboard/src/browser/shortcuts.ts";

test("g and a second key go to a place, if the second comes soon", () => {
  expect(commandOf("t", { key: "g", ageMs: 300 })).toEqual({ kind: "go", to: "/trades" });
  expect(commandOf("t", { key: "g", ageMs: 5_000 })).toBeNull();
  expect(commandOf("t", null)).toBeNull();
  expect(commandOf("j", null)).toEqual({ kind: "move", by: 1 });
  expect(commandOf(" ", null)).toEqual({ kind: "action", action: "hold" });
});
