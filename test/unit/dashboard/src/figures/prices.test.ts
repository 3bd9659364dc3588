import { expect, test } from "vitest";
import { withNewestPrices } from "../../../../support/kept.ts";
import { trade } from "../../../../support/shown-trades.ts";

test("the newest price of a pair comes from whichever bot named it last", () => {
  const mine = trade({ bot: "a", lastPrice: "10", lastPriceAt: 1 });
  const newer = trade({ bot: "b", lastPrice: "11", lastPriceAt: 2 });
  const elsewhere = trade({ bot: "c", exchange: "Kraken", lastPrice: "99", lastPriceAt: 3 });
  const [shown] = withNewestPrices([mine], [mine, newer, elsewhere]);
  expect(shown).toMatchObject({ bot: "a", lastPrice: "11", lastPriceAt: 2 });
});
