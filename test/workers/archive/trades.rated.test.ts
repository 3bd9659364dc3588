/** The ledger as share links read it. */
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { listRatedTrades, writeTrades } from "../../../archive/trades.ts";
import { createTrade } from "../../support/trade.ts";

const log = { db: env.DB, feed: "rated", epoch: "0mwuacao0" };

it("lists closed trades of the bots that were named, and says from when on it has looked", async () => {
  const trades = [
    createTrade(1),
    createTrade(2, { bot: "bot-2" }),
    createTrade(3, { status: "open", closedAt: null }),
    createTrade(4, { profitRatio: null }),
  ];
  await writeTrades(log, { generation: 0, version: 1 }, trades);
  const all = await listRatedTrades(log, null, 100);
  expect(all.openedFrom).toBeNull();
  expect(all.trades.map(({ key }) => key)).toEqual([trades[3], trades[1], trades[0]].map((trade) => trade!.key));
  const [newest] = all.trades;
  expect(newest).toEqual({
    key: trades[3]!.key,
    bot: "bot-1",
    mode: "live",
    pair: "BTC/USDT",
    direction: "long",
    openedAt: trades[3]!.openedAt,
    closedAt: "2026-02-01T00:00:00Z",
    stakeCurrency: "USDT",
    realised: "4.25",
    profitRatio: null,
    stake: "100",
    lastPriceAt: 1_795_000_000_000,
  });
  expect((await listRatedTrades(log, ["bot-2"], 100)).trades.map(({ bot }) => bot)).toEqual(["bot-2"]);
  const few = await listRatedTrades(log, null, 2);
  expect([few.trades.length, few.openedFrom]).toEqual([1, Date.parse(trades[2]!.openedAt)]);
  expect((await listRatedTrades({ ...log, epoch: "0mwuacao1" }, null, 100)).trades).toEqual([]);
});
