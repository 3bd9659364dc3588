/**
 * Profit worked out from the ledger alone, by book, bot, day, pair and exit reason: every way of adding it up gives what the
 * state says.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Big } from "big.js";
import { expect, it } from "vitest";
import type { FeedState, Trade } from "@fillcast/protocol";
import { createFeed, issueKey, send } from "../../../edge.ts";

const PAIRS = ["ETH/USDT", "BTC/USDT", "XRP/EUR"];
const REASONS = ["roi", "stop_loss", "exit_signal", "trailing_stop_loss"];
const profitOf = (n: number) => `${(n % 5) - 2}.${String((n * 37) % 100).padStart(2, "0")}`;

const bodiesOf = (n: number) => {
  const pair = PAIRS[n % PAIRS.length]!;
  const shared = {
    trade_id: String(n),
    exchange: "Binance",
    pair,
    direction: "Long",
    leverage: "1.0",
    stake_currency: pair.split("/")[1]!,
    stake_amount: "100.0",
    open_date: `2026-11-20 09:00:${String(n).padStart(2, "0")}.000001+00:00`,
    amount: "2.0",
    sub_trade: "False",
  };
  const exit = { close_rate: "51.0", exit_reason: REASONS[n % REASONS.length]!, profit_ratio: "0.01" };
  return [
    { type: "entry_fill", ...shared, open_rate: "50.0" },
    {
      type: "exit_fill",
      ...shared,
      ...exit,
      profit_amount: profitOf(n),
      cumulative_profit: profitOf(n),
      final_profit_ratio: "0.01",
      is_final_exit: "True",
    },
  ];
};

const sum = (texts: readonly string[]) => texts.reduce((total, text) => total.plus(text), new Big(0)).toFixed();
/** Profit by whatever a trade has. */
const sumBy = (trades: readonly Trade[], keyOf: (trade: Trade) => string) =>
  [...Map.groupBy(trades, keyOf)].map(([key, group]) => [key, sum(group.map((trade) => trade.realised!))] as const);

it("adds up to the state, whichever way it is cut", async () => {
  const feed = await createFeed();
  for (const [index, dryRun] of [false, false, true].entries()) {
    const bot = await issueKey(feed, { scope: "publish", bot: `bot-${index}`, dryRun });
    for (let n = 1; n <= 12; n++) {
      for (const body of bodiesOf(n)) {
        const answer = await send("POST", "/v1/webhooks/freqtrade", bot.key, body);
        expect(answer.status).toBe(200);
        await answer.body?.cancel();
      }
    }
  }
  await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
  const { trades } = await (
    await send("GET", `/v1/feeds/${feed.feed}/trades?limit=1000`, feed.key)
  ).json<{ trades: Trade[] }>();
  const { state } = await (await send("GET", `/v1/feeds/${feed.feed}/summary`, feed.key)).json<{ state: FeedState }>();
  expect(trades).toHaveLength(36);

  const books = Map.groupBy(trades, (trade) => `${trade.mode} ${trade.stakeCurrency}`);
  expect([...books.keys()].toSorted()).toEqual(
    state.totals.map(({ mode, currency }) => `${mode} ${currency}`).toSorted(),
  );
  for (const total of state.totals) {
    const book = books.get(`${total.mode} ${total.currency}`)!;
    expect(sum(book.map((trade) => trade.realised!))).toBe(total.realised);
    for (const keyOf of [
      (trade: Trade) => trade.bot,
      (trade: Trade) => trade.pair,
      (trade: Trade) => trade.exitReason ?? "",
    ]) {
      expect(sum(sumBy(book, keyOf).map(([, profit]) => profit))).toBe(total.realised);
    }
    const days = state.days.filter(({ mode, currency }) => mode === total.mode && currency === total.currency);
    expect(sum(days.map((day) => day.realised))).toBe(total.realised);
  }
  for (const [bot, { closedTrades, wins }] of Object.entries(state.bots)) {
    const own = trades.filter((trade) => trade.bot === bot);
    expect(own.filter((trade) => trade.status === "closed")).toHaveLength(closedTrades);
    expect(own.filter((trade) => new Big(trade.realised!).gt(0))).toHaveLength(wins);
  }
});
