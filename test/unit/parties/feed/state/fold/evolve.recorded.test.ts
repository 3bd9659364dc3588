/**
 * The recorded bodies of a real bot, folded, against figures worked out by hand.
 */
import { describe, expect, test } from "vitest";
import { foldAll, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, MORNING, readFixtures } from "../../../../../support/freqtrade-events.ts";

function serveFixtures() {
  const feed = new Feed();
  for (const body of readFixtures()) feed.post(body);
  return serve(foldAll(feed.events), feed.events.at(-1)!.at);
}

describe("the recorded bodies of a bot", () => {
  test("a trade with an increase and a partial exit closes with its cumulative profit", () => {
    const key = "spot-1:41:2024-10-24T09:15:03.123456Z";
    expect(serveFixtures().trades[key]).toEqual({
      key,
      bot: "spot-1",
      mode: "dry",
      id: "41",
      exchange: "Binance",
      pair: "ETH/USDT",
      direction: "long",
      leverage: "1",
      status: "closed",
      openedAt: "2024-10-24T09:15:03.123456Z",
      closedAt: "2024-10-24T13:05:14Z",
      amount: "0",
      // (0.0394605 × 2531.17 + 0.0401598 × 2487.9) / 0.0796203 = 199.794800205 / 0.0796203, as the bot has it
      averageEntry: "2509.3449811794226",
      // Before the partial exit; 124.51445076961731 were left of it.
      stake: "199.794800205",
      stakeCurrency: "USDT",
      realised: "5.52361667",
      booked: [{ at: MORNING + 10_000, realised: "5.52361667", closed: true }],
      profitRatio: "0.02764645",
      entryTag: "ema_cross",
      exitReason: "roi",
      entries: 2,
      exits: 2,
      lastPrice: "2598.01",
      lastPriceAt: MORNING + 10_000,
      joinedLate: false,
      updatedSeq: 10,
      fees: null,
      funding: null,
      stopLoss: null,
      strategy: null,
    });
  });

  test("an entry that never filled is cancelled, whose naive date is the same instant", () => {
    const trade = serveFixtures().trades["spot-1:42:2024-10-24T13:20:02.000481Z"];
    expect(trade).toMatchObject({ status: "cancelled", amount: "0", averageEntry: null, entries: 0, closedAt: null });
    expect(trade).toMatchObject({ entryTag: 'breakout "v2", été', lastPrice: "0.00001112", stake: "99.99999919" });
  });

  test("an exit that tells of half the amount and of profit never seen makes the amount unknown", () => {
    const trade = serveFixtures().trades["spot-1:7:2024-10-24T12:21:09.139818Z"];
    expect(trade).toMatchObject({ status: "open", direction: "short", leverage: "5", entries: 1, exits: 0 });
    expect(trade).toMatchObject({ amount: null, averageEntry: "0.5287", realised: "0", joinedLate: false });
    expect(trade).toMatchObject({ exitReason: "liquidation", stake: "24.848899999999997" });
  });

  test("bot, totals, days and locks follow", () => {
    const { bots, totals, days, locks } = serveFixtures();
    const profit = { realised: "5.52361667", closed: 1, wins: 1 };
    expect(bots).toEqual({
      "spot-1": {
        mode: "dry",
        presence: "unknown",
        lastEventAt: MORNING + 19_000,
        lastSeenAt: null,
        openTrades: 1,
        closedTrades: 1,
        wins: 1,
      },
    });
    expect(totals).toEqual([
      { mode: "dry", currency: "USDT", ...profit, losses: 0, grossProfit: "5.52361667", grossLoss: "0" },
    ]);
    expect(days).toEqual([
      { day: "2024-10-24", mode: "dry", currency: "USDT", ...profit, quarters: [[36, "5.52361667", 1, 1]] },
    ]);
    expect(locks).toEqual([
      {
        bot: "spot-1",
        pair: "ETH/USDT",
        side: "*",
        until: "2024-10-24T14:05:00Z",
        reason: "Cooldown period for 60 minutes.",
      },
    ]);
  });
});
