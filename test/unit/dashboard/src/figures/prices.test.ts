/** Prices of pairs that several bots trade. */
import { expect, test } from "vitest";
import { NewestPrices } from "../../../../../dashboard/src/figures/prices.ts";
import { trade } from "../../../../support/shown-trades.ts";

const open = { status: "open", closedAt: null } as const;

test("the newest price of a pair comes from whichever bot named it last", () => {
  const mine = trade({ ...open, bot: "a", lastPrice: "10", lastPriceAt: 1 });
  const newer = trade({ ...open, bot: "b", lastPrice: "11", lastPriceAt: 2 });
  const elsewhere = trade({ ...open, bot: "c", exchange: "Kraken", lastPrice: "99", lastPriceAt: 3 });
  const prices = new NewestPrices();
  prices.change([], [mine]);
  expect(prices.of(mine)).toBe(mine);
  prices.change([], [newer, elsewhere]);
  expect(prices.of(mine)).toMatchObject({ lastPrice: "11", lastPriceAt: 2 });
  // A price is the same object until there is a newer one, so that who shows it rests.
  expect(prices.of(mine)).toBe(prices.of(mine));
  prices.change([newer], []);
  expect(prices.of(mine)).toMatchObject({ lastPrice: "11" });
});

test("the last price of an ended trade is the one that ended it", () => {
  const ended = trade({ lastPrice: "10", lastPriceAt: 1 });
  const prices = new NewestPrices();
  prices.change([], [ended, trade({ ...open, lastPrice: "11", lastPriceAt: 2 })]);
  expect(prices.of(ended)).toBe(ended);
});
