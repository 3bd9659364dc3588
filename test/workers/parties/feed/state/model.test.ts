/**
 * Figures as a reader gets them over HTTP, of what bots really send: what cannot be read is unknown, corrections count, and
 * trades whose bot has a new database end.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { FeedEvent, FeedState, Trade } from "@fillcast/protocol";
import { RPC_VERSION } from "../../../../../parties/feed/rpc.ts";
import { createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../../edge.ts";

interface Bot {
  readonly feed: CreatedFeed;
  readonly post: (body: object) => Promise<void>;
  readonly state: () => Promise<FeedState>;
  readonly ledger: () => Promise<readonly Trade[]>;
  readonly csv: () => Promise<readonly string[]>;
}

async function createBot(): Promise<Bot> {
  const feed = await createFeed();
  const { key } = await issueKey(feed, { scope: "publish", bot: "spot-1" });
  const settle = () => runDurableObjectAlarm(env.Feed.getByName(feed.feed));
  const read = (path: string, accept = "application/json") =>
    send("GET", `/v1/feeds/${feed.feed}/${path}`, feed.key, undefined, { accept });
  return {
    feed,
    post: async (body) => {
      const answer = await send("POST", "/v1/webhooks/freqtrade", key, body);
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    },
    // Not the summary, which may be a minute old.
    state: async () => {
      const read = await env.Feed.getByName(feed.feed).readState({ v: RPC_VERSION, caller: { kind: "admin" } });
      return read.kind === "state" ? (JSON.parse(read.text) as FeedState) : expect.fail(read.kind);
    },
    ledger: async () => {
      await settle();
      return (await (await read("trades")).json<{ trades: Trade[] }>()).trades;
    },
    csv: async () => {
      await settle();
      return (await (await read("trades", "text/csv")).text()).trim().split("\n");
    },
  };
}

const trade = (id: number, openDate = "2026-11-20 09:00:00.000001+00:00") => ({
  trade_id: String(id),
  exchange: "Binance",
  pair: "ETH/USDT",
  direction: "Long",
  leverage: "1.0",
  stake_currency: "USDT",
  open_date: openDate,
});
const entry = (id: number, openDate?: string) => ({
  type: "entry_fill",
  ...trade(id, openDate),
  amount: "2.0",
  open_rate: "50.0",
  stake_amount: "100.0",
  sub_trade: "False",
});
const exit = (id: number, profit: string, more: object = {}) => ({
  type: "exit_fill",
  ...trade(id),
  amount: "2.0",
  open_rate: "50.0",
  close_rate: "51.0",
  stake_amount: "100.0",
  sub_trade: "False",
  profit_amount: profit,
  cumulative_profit: profit,
  final_profit_ratio: "0.05",
  is_final_exit: "True",
  ...more,
});

describe("a profit that cannot be read", () => {
  it("is unknown in state, ledger and CSV, and in no sum", async () => {
    const bot = await createBot();
    for (const [id, profit] of ["nan", "1,234.50", "4,80", "4.80"].entries()) {
      await bot.post(entry(id));
      await bot.post(exit(id, profit));
    }
    const { totals, bots } = await bot.state();
    expect(totals).toMatchObject([{ realised: "4.8", closed: 1, wins: 1, losses: 0, unreadable: 3 }]);
    expect(bots["spot-1"]).toMatchObject({ closedTrades: 1, wins: 1, unreadable: 3 });
    const ledger = await bot.ledger();
    expect(Object.fromEntries(ledger.map(({ id, realised }) => [id, realised]))).toEqual({
      0: null,
      1: null,
      2: null,
      3: "4.8",
    });
    const [head, ...lines] = await bot.csv();
    const column = head!.split(",").indexOf("realised");
    const cells = lines.map((line) => line.split(",")[column]);
    expect(cells.filter((cell) => cell === "")).toHaveLength(3);
    expect(cells).toContain("4.8");
  });
});

describe("a correction after the close", () => {
  it("reaches totals, days and ledger", async () => {
    const bot = await createBot();
    await bot.post(entry(1));
    await bot.post(exit(1, "-4.4"));
    expect(await bot.ledger()).toMatchObject([{ realised: "-4.4" }]);
    await bot.post(exit(1, "-5.5"));
    const { totals, days } = await bot.state();
    expect(totals).toMatchObject([{ realised: "-5.5", closed: 1, losses: 1, grossLoss: "5.5" }]);
    expect(days).toMatchObject([{ realised: "-5.5", closed: 1 }]);
    expect(await bot.ledger()).toMatchObject([{ realised: "-5.5", status: "closed", exits: 1 }]);
  });
});

describe("a closed trade", () => {
  it("shows the largest stake that it had, and the bot's own average", async () => {
    const bot = await createBot();
    const more = { ...entry(1), amount: "485.0", stake_amount: "24331.56", sub_trade: "True" };
    const part = { amount: "400.0", stake_amount: "4331.56", is_final_exit: "False", sub_trade: "True" };
    await bot.post(entry(1));
    await bot.post(more);
    await bot.post(exit(1, "10.0", part));
    expect(await bot.ledger()).toMatchObject([{ status: "open", stake: "4331.56" }]);
    await bot.post(exit(1, "12.0", { amount: "87.0", stake_amount: "4331.56", open_rate: "49.99" }));
    expect(await bot.ledger()).toMatchObject([{ status: "closed", stake: "24331.56", averageEntry: "49.99" }]);
  });

  it("of 9e-09 BTC says so, in plain digits", async () => {
    const bot = await createBot();
    await bot.post(entry(1));
    await bot.post(exit(1, "9e-09", { stake_currency: "BTC", pair: "ETH/BTC" }));
    expect((await bot.csv())[1]).toContain(",0.000000009,");
  });
});

describe("a bot with a new database", () => {
  it("leaves no open trade of the old one", async () => {
    const bot = await createBot();
    for (const id of [5, 9]) await bot.post(entry(id));
    await bot.post(entry(1, "2026-11-21 09:00:00+00:00"));
    expect((await bot.ledger()).map(({ id, status }) => [id, status])).toEqual([
      ["1", "open"],
      ["9", "orphaned"],
      ["5", "orphaned"],
    ]);
  });
});

describe("an owner", () => {
  const keyOf = (id: number) => `spot-1:${id}:2026-11-20T09:00:00.000001Z`;
  const dismiss = ({ feed }: Bot, body: object, key = feed.key) =>
    send("POST", `/v1/feeds/${feed.feed}/trades/dismissal`, key, body);

  it("dismisses a ghost, and takes it back the same way", async () => {
    const bot = await createBot();
    await bot.post(entry(5));
    const key = keyOf(5);
    const said = await dismiss(bot, { key, dismissed: true });
    expect(said.status).toBe(200);
    expect(await said.json()).toEqual({ feed: bot.feed.feed, key, dismissed: true, seq: 2 });
    expect((await bot.state()).trades[key]).toMatchObject({ status: "orphaned", dismissed: true });
    expect((await bot.state()).bots["spot-1"]).toMatchObject({ openTrades: 0 });
    expect(await bot.ledger()).toMatchObject([{ status: "orphaned", dismissed: true }]);
    const again = await dismiss(bot, { key, dismissed: true });
    expect(await again.json()).toMatchObject({ seq: null });
    expect(await (await dismiss(bot, { key, dismissed: false })).json()).toMatchObject({ seq: 3 });
    expect((await bot.state()).trades[key]).toMatchObject({ status: "open" });
    const events = await (
      await send("GET", `/v1/feeds/${bot.feed.feed}/events`, bot.feed.key)
    ).json<{ events: FeedEvent[] }>();
    expect(events.events.slice(1)).toMatchObject([
      { type: "trade_dismissed", source: "fillcast", bot: "spot-1", pair: "ETH/USDT", trade: { id: "5" } },
      { type: "trade_restored", source: "fillcast", bot: "spot-1" },
    ]);
  });

  it("is refused what is no trade, or one that has ended by its bot's word", async () => {
    const bot = await createBot();
    await bot.post(entry(5));
    await bot.post(exit(5, "1.0"));
    const refusals = [
      [{ key: keyOf(7), dismissed: true }, 404, "not-found"],
      [{ key: "__proto__", dismissed: true }, 404, "not-found"],
      [{ key: keyOf(5), dismissed: true }, 422, "invalid-body"],
      [{ key: keyOf(5), dismissed: false }, 422, "invalid-body"],
      [{ key: keyOf(5) }, 422, "invalid-body"],
      [{ key: keyOf(5), dismissed: "yes" }, 422, "invalid-body"],
    ] as const;
    for (const [body, ...problem] of refusals) expect(await problemOf(await dismiss(bot, body))).toEqual(problem);
    const reader = await issueKey(bot.feed, { scope: "subscribe" });
    expect((await dismiss(bot, { key: keyOf(5), dismissed: true }, reader.key)).status).toBe(403);
  });

  it("may do so as often as a person does", async () => {
    const bot = await createBot();
    await bot.post(entry(5));
    const key = keyOf(5);
    const statuses = new Set<number>();
    for (let n = 0; n <= 80; n++) {
      const answer = await dismiss(bot, { key, dismissed: n % 2 === 0 });
      statuses.add(answer.status);
      await answer.body?.cancel();
    }
    expect(statuses).toEqual(new Set([200, 429]));
  });
});
