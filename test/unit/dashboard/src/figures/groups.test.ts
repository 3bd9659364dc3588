import { expect, test } from "vitest";
import { groupsOf } from "../../../../../dashboard/src/figures/groups.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

test("groups stand in order of profit, with a place for trades that name none, and of one book", () => {
  const trades = [
    trade({ entryTag: "dip", realised: "1" }),
    trade({ entryTag: null, realised: "5" }),
    trade({ entryTag: "dip", realised: "-3" }),
    trade({ entryTag: "dip", realised: "100", mode: "dry" }),
  ];
  const groups = groupsOf(answerOf(trades, { by: ["tag"] }), "tag", { mode: "live", currency: "USDT" });
  expect(groups.map(({ name, sums, winRate }) => [name, sums.realised, winRate])).toEqual([
    [null, "5", "1"],
    ["dip", "-2", "0.5"],
  ]);
});
