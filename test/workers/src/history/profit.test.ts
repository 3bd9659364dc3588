/**
 * Profit over HTTP: the sums agree with the state that the same events make, before and after the archive has them.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { PROFIT_TRADES_MAX, type Day, type FeedState, type Profit, type ProfitGroup } from "@fillcast/protocol";
import { writeTrades } from "../../../../archive/trades.ts";
import { createTrade } from "../../../support/trade.ts";
import { createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { deadDatabase, read, readWith, textOf } from "../../history-rig.ts";

const BOTS = ["alpha", "beta"] as const;

/** 240 trades of two bots: more than the state keeps of those that ended. */
function eventsOf(bot: string, first: number): object[] {
  return Array.from({ length: 120 }, (_, index) => {
    const n = first + index;
    const trade = { id: String(n), pair: n % 3 === 0 ? "ETH/USDT" : "BTC/USDT" };
    const openedMs = Date.UTC(2026, 0, 1) + n * 7_200_000;
    const common = { trade: { ...trade, openedAt: new Date(openedMs).toISOString() }, currency: "USDT" };
    return [
      {
        id: `${bot}-in-${n}`,
        type: "entry_fill",
        ...common,
        ts: openedMs,
        side: "buy",
        price: 10,
        amount: 2,
        tag: `t${n % 4}`,
      },
      {
        id: `${bot}-out-${n}`,
        type: "exit_fill",
        ...common,
        ts: openedMs + 3_600_000,
        price: 11,
        amount: 2,
        final: n % 10 !== 0,
        profit: ((n % 7) - 3) * 0.1,
      },
    ];
  }).flat();
}

describe("profit over HTTP", () => {
  let feed: CreatedFeed;
  let state: FeedState;

  beforeAll(async () => {
    feed = await createFeed();
    for (const [index, bot] of BOTS.entries()) {
      const { key } = await issueKey(feed, { scope: "publish", bot, dryRun: index === 1 });
      const answer = await send("POST", "/v1/events", key, eventsOf(bot, 1 + index * 500));
      if (answer.status !== 200) throw new Error(await answer.text());
    }
    ({ state } = await read<{ state: FeedState }>(feed, "/summary"));
  });

  it("says that it is not complete while the archive has not taken what the state holds no longer", async () => {
    expect((await read<Profit>(feed, "/profit")).complete).toBe(false);
  });

  describe("when the archive has everything", () => {
    beforeAll(async () => {
      await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    });

    it("has the totals of the state, and its days", async () => {
      const { complete, openedFrom, books, groups, seq } = await read<Profit>(feed, "/profit?by=day,bot,hour");
      expect({ complete, openedFrom, seq }).toEqual({ complete: true, openedFrom: null, seq: 480 });
      expect(books).toHaveLength(2);
      for (const total of state.totals) {
        const book = books.find(({ mode, currency }) => mode === total.mode && currency === total.currency);
        expect(book).toMatchObject(total);
      }
      const textOfDay = ({ day, mode, currency, realised, closed, wins }: Day | ProfitGroup): string =>
        [day, mode, currency, realised, closed, wins].join(" ");
      expect(groups["day"]!.map(textOfDay).toSorted()).toEqual(state.days.map(textOfDay).toSorted());
      for (const { bot, closed, wins } of groups["bot"]!)
        expect({ closed, wins }).toEqual({ closed: state.bots[bot!]!.closedTrades, wins: state.bots[bot!]!.wins });
      expect(groups["hour"]!.reduce((sum, { closed }) => sum + closed, 0)).toBe(216);
    });

    it("follows a trade at once, before the archive has it", async () => {
      const before = await read<Profit>(feed, "/profit?by=pair");
      const { key } = await issueKey(feed, { scope: "publish", bot: "alpha", dryRun: false });
      const exit = { trade: { id: "10", pair: "BTC/USDT", openedAt: "2026-01-01T20:00:00.000Z" }, type: "exit_fill" };
      const [answer] = [
        await send("POST", "/v1/events", key, {
          id: "last",
          ...exit,
          price: 11,
          amount: 2,
          final: true,
          profit: 1000,
          currency: "USDT",
        }),
      ];
      expect(answer.status).toBe(200);
      const after = await read<Profit>(feed, "/profit?by=pair");
      expect(after.seq).toBe(before.seq + 1);
      expect(after.books[1]!.best).toEqual({
        key: "alpha:10:2026-01-01T20:00:00.000Z",
        realised: expect.stringMatching(/^1000|^999/),
      });
      const { state: now } = await read<{ state: FeedState }>(feed, "/summary");
      expect(after.complete).toBe(true);
      expect(after.books.reduce((sum, { closed }) => sum + closed, 0)).toBe(217);
      expect(now.totals.length).toBe(2);
    });

    it("comes from the cache while nothing has changed, without a query and with the position of now", async () => {
      const first = await textOf(await readWith(feed, "/profit?by=tag,reason,direction", {}));
      const { key } = await issueKey(feed, { scope: "publish", bot: "alpha", dryRun: false });
      await send("POST", "/v1/events", key, { id: "said", type: "x-note" });
      const again = JSON.parse(
        await textOf(await readWith(feed, "/profit?by=tag,reason,direction", { DB: deadDatabase() })),
      ) as Profit;
      const { seq, at, ...rest } = JSON.parse(first) as Profit;
      expect(again).toMatchObject(rest);
      expect([again.seq - seq, again.at >= at]).toEqual([1, true]);
      expect(await problemOf(await readWith(feed, "/profit?by=tag", { DB: deadDatabase() }))).toEqual([
        503,
        "archive-unavailable",
      ]);
    });
  });

  it("refuses what it cannot group by", async () => {
    for (const by of [
      "won",
      "bot.bot",
      "bot.day.pair",
      "day.",
      "day,hour,bot,pair,tag,reason,direction,bot.day,bot.pair,bot.tag,bot.reason",
    ]) {
      const answer = await send("GET", `/v1/feeds/${feed.feed}/profit?by=${by}`, feed.key);
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining("The parameter by must have at most 10"),
      ]);
    }
  });

  it("leaves the oldest out of more trades than it adds up, and says from when on it has all", async () => {
    const many = await createFeed();
    const trades = Array.from({ length: PROFIT_TRADES_MAX + 5 }, (_, index) =>
      createTrade(index + 1, { realised: "1", updatedSeq: 0 }),
    );
    for (let from = 0; from < trades.length; from += 5_000)
      await writeTrades(
        { db: env.DB, feed: many.feed, epoch: many.epoch },
        { generation: 0, version: 1 },
        trades.slice(from, from + 5_000),
      );
    const { complete, openedFrom, books } = await read<Profit>(many, "/profit");
    expect({ complete, openedFrom }).toEqual({ complete: false, openedFrom: Date.parse(trades[5]!.openedAt) });
    expect(books).toMatchObject([{ closed: PROFIT_TRADES_MAX, realised: String(PROFIT_TRADES_MAX) }]);
  });
});
