import { expect, test } from "vitest";
import { filterQuery, parseFilters, SAVED_MAX } from "../../../../../dashboard/src/tape/saved-filters.ts";

test("a filter is its parts of the address, in one order", () => {
  expect(filterQuery("?q=eth&event=5&show=fills&to=")).toBe("show=fills&q=eth");
  expect(filterQuery("show=fills&q=eth")).toBe("show=fills&q=eth");
  expect(filterQuery("event=5")).toBe("");
});

test("what is stored is read as far as it is filters, by name, and no more than are kept", () => {
  for (const text of [null, "", "{", "5", "{}", "[null,1,[],{}]"]) expect(parseFilters(text)).toEqual([]);
  const stored = [
    { name: "z", query: "q=1&evil=2" },
    { name: "a", query: "show=fills" },
    { name: "a", query: "show=orders" },
    { name: " ", query: "q=1" },
    { name: "n".repeat(41), query: "q=1" },
    { name: "long", query: `q=${"x".repeat(5_000)}` },
    { name: 5, query: "q=1" },
  ];
  expect(parseFilters(JSON.stringify(stored))).toEqual([
    { name: "a", query: "show=orders" },
    { name: "z", query: "q=1" },
  ]);
  const many = Array.from({ length: 50 }, (_, index) => ({ name: `f${index}`, query: "q=1" }));
  expect(parseFilters(JSON.stringify(many))).toHaveLength(SAVED_MAX);
});
