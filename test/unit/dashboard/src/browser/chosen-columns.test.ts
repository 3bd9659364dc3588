/** Columns that somebody chose for this device. */
import { expect, test } from "vitest";
import { chosenText, parseChosen } from "../../../../../dashboard/src/browser/chosen-columns.ts";

test("a choice survives the storage", () => {
  const chosen = { closed: new Set(["profit", "fees"]), bots: new Set<string>() };
  expect(parseChosen(chosenText(chosen))).toEqual(chosen);
  expect(chosenText({})).toBeNull();
});

test.each([null, "", "{", "[]", "[[]]", "7", '{"closed":7}'])("what is stored as %s chooses nothing", (text) => {
  expect(parseChosen(text)).toEqual({});
});

test("what is no name is left out, and a choice has a bound", () => {
  expect(parseChosen('{"open":["profit",3,null,"fees"]}')).toEqual({ open: new Set(["profit", "fees"]) });
  const many = Array.from({ length: 1_000 }, (_, n) => [`list-${n}`, Array.from({ length: 1_000 }, (_, m) => `${m}`)]);
  const parsed = Object.values(parseChosen(JSON.stringify(Object.fromEntries(many))));
  expect(parsed).toHaveLength(16);
  expect(parsed.map(({ size }) => size)).toEqual(Array.from({ length: 16 }, () => 64));
});
