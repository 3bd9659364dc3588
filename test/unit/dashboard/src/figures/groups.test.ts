import { expect, test } from "vitest";
import { groupTrades } from "../../../../support/kept.ts";
import { trade } from "../../../../support/shown-trades.ts";

test("groups stand in order of profit, with a place for trades that name none", () => {
  const trades = [
    trade({ entryTag: "dip", realised: "1" }),
    trade({ entryTag: null, realised: "5" }),
    trade({ entryTag: "dip", realised: "-3" }),
  ];
  expect(groupTrades(trades, "tag").map(({ name, figures }) => [name, figures.realised])).toEqual([
    [null, "5"],
    ["dip", "-2"],
  ]);
});
