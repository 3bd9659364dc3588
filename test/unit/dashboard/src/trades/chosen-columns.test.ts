/** Columns that somebody chose for this device. */
import { expect, test } from "vitest";
import { chosenText, parseChosen } from "../../../../../dashboard/src/trades/chosen-columns.ts";

test("a choice survives the storage", () => {
  const chosen = { closed: new Set(["profit", "fees"] as const), open: new Set<never>() };
  expect(parseChosen(chosenText(chosen))).toEqual(chosen);
  expect(chosenText({})).toBeNull();
});

test.each([null, "", "{", "[]", "7", '{"closed":7}', '{"__proto__":["profit"]}', '{"elsewhere":["profit"]}'])(
  "what is stored as %s chooses nothing",
  (text) => {
    expect(parseChosen(text)).toEqual({});
  },
);

test("unknown columns are left out of a choice", () => {
  expect(parseChosen('{"open":["profit","constructor",3,null]}')).toEqual({ open: new Set(["profit"]) });
});
