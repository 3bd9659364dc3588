import { describe, expect, test } from "vitest";
import { hiddenWords } from "../../../../../dashboard/src/words/hidden.ts";

const NONE = { bots: 0, trades: 0, currencies: 0, locks: 0 };

describe("what a state leaves out", () => {
  test.each([
    [undefined, null],
    [NONE, null],
    [{ ...NONE, trades: 12 }, "12 more open trades are not shown"],
    [{ ...NONE, trades: 1 }, "1 more open trade is not shown"],
    [{ ...NONE, trades: 2, bots: 1 }, "2 more open trades and 1 more bot are not shown"],
    [
      { bots: 3, trades: 1_000, currencies: 1, locks: 2 },
      "At least 1,000 more open trades, 3 more bots, 1 more currency and 2 more locks are not shown",
    ],
  ])("%j reads %j", (more, words) => {
    const said = hiddenWords(more);
    if (words === null) expect(said).toBeNull();
    else expect(said).toMatch(new RegExp(`^${words}, because `));
  });
});
