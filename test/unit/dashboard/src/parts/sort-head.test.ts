/** What a press on a column's head does to the order of a list. */
import { expect, test } from "vitest";
import { nextSorting } from "../../../../../dashboard/src/parts/sort-head.tsx";

test.each([
  [true, [true, false, null]],
  [false, [false, true, null]],
])("of a column that is numeric: %s, three presses lead back to a list's own order", (numeric, expected) => {
  const column = { key: "profit", numeric } as const;
  let sorting: ReturnType<typeof nextSorting<"profit" | "bot">> = { key: "bot", descending: false };
  for (const descending of expected) {
    sorting = nextSorting<"profit" | "bot">(sorting, column, true);
    expect(sorting).toEqual(descending === null ? null : { key: "profit", descending });
  }
});

test("a list without an order of its own is turned again", () => {
  const column = { key: "profit", numeric: true } as const;
  const first = nextSorting<"profit">(null, column, false);
  const second = nextSorting(first, column, false);
  expect([first, second, nextSorting(second, column, false)].map((each) => each?.descending)).toEqual([
    true,
    false,
    true,
  ]);
});
