import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeTrade, fakeTrade, ordersOf, startFakeFreqtrade, type FakeFreqtrade } from "../support/fake-freqtrade.ts";
import { startStandIn, type StandIn, type TakenItem } from "../support/relay-server.ts";
import { runRelay, startRelay, type RunningRelay } from "../support/relay.ts";

let server: StandIn;
let bot: FakeFreqtrade;
const relays: RunningRelay[] = [];

beforeEach(async () => {
  [server, bot] = await Promise.all([startStandIn(), startFakeFreqtrade()]);
});

afterEach(async () => {
  expect(ordersOf(bot)).toEqual([]);
  await Promise.all(relays.splice(0).map((relay) => relay.kill9()));
  await Promise.all([server.stop(), bot.stop()].map((end) => end.catch(() => undefined)));
});

async function follow(dataDir?: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningRelay> {
  const more = dataDir === undefined ? {} : { dataDir };
  const relay = await startRelay({
    server: server.origin,
    environment: { FILLCAST_BOTS: `spot-1=${bot.url}`, ...environment },
    ...more,
  });
  relays.push(relay);
  return relay;
}

const events = (type: string): TakenItem[] => server.taken.filter(({ event }) => event?.type === type);
const messages = (): unknown[] =>
  server.taken.filter(({ webhook }) => webhook !== undefined).map(({ body }) => JSON.parse(body!));
const snapshots = (): Record<string, unknown>[] => events("trade_snapshot").map(({ event }) => event!.data);
const isFollowed = (): Promise<void> => expect.poll(() => server.beats.length > 0 && bot.streams() === 1).toBe(true);

describe("a bot that is followed", () => {
  test("has its start told, its messages sent as they are, its trades and figures read, and never hears anything but questions", async () => {
    bot.trades.push(fakeTrade(1));
    await follow();
    await isFollowed();
    await expect.poll(() => snapshots().length).toBe(1);
    expect(events("startup")[0]).toMatchObject({
      at: Number(bot.health.bot_startup_ts) * 1_000,
      event: { data: { version: "2026.9", strategy: "Steered", exchange: "binance", dry_run: true } },
    });
    expect(events("trade_snapshot")[0]).toMatchObject({
      bot: "spot-1",
      event: {
        trade: { id: "1", pair: "ETH/USDT", direction: "long", openedAt: "2026-11-18T11:07:40.123Z" },
        data: { amount: "0.0395", open_rate: "2531.17", is_open: true, orders: [{ filled: "0.0395" }] },
      },
    });
    await expect
      .poll(() => events("equity")[0]?.event?.data)
      .toMatchObject({
        value: "10000.25",
        openProfit: "-1.25",
        currency: "USDT",
      });
    expect(server.beats.at(-1)?.event?.data.vitals).toMatchObject({
      state: "running",
      dryRun: true,
      openTrades: 1,
      balance: { currency: "USDT", total: "10000.25", free: "9900.5", value: "10000.25" },
      open: [{ tradeId: "1", profit: "0.07", stopLoss: "2400.5", stopDistance: "-0.051" }],
    });
    bot.say({ type: "liquidation_warning", trade_id: 1, remaining_ratio: 0.1 });
    bot.say({ type: "new_candle", data: [] });
    await expect.poll(messages).toEqual([{ type: "liquidation_warning", trade_id: 1, remaining_ratio: 0.1 }]);
    // Looked at again after its message, and nothing has changed.
    await expect.poll(() => bot.requests.includes("GET /api/v1/trade/1")).toBe(true);
    closeTrade(bot.trades[0]!, 1_795_100_000_000);
    await expect.poll(snapshots).toMatchObject([{}, { is_open: false, close_profit_abs: "1.25", exit_reason: "roi" }]);
    expect(snapshots()[1]).not.toHaveProperty("learned");
    const asked = new Set(bot.requests.map((request) => request.replace(/\d+$/, "N")));
    expect([...asked].toSorted()).toEqual([
      "GET /api/v1/balance",
      "GET /api/v1/count",
      "GET /api/v1/health",
      "GET /api/v1/profit",
      "GET /api/v1/show_config",
      "GET /api/v1/status",
      "GET /api/v1/trade/N",
      "GET /api/v1/trades",
      "POST /api/v1/token/login",
      "UPGRADE /api/v1/message/ws",
    ]);
  });

  test("of an older version gets the types that it knows, and what it does not have is null", async () => {
    bot.types.delete("liquidation_warning");
    bot.fault = (route) =>
      ["health", "trades", "profit"].includes(route) ? { status: 404, body: '{"detail":"Not Found"}' } : null;
    bot.trades.push({ ...fakeTrade(1), orders: undefined, nr_of_successful_entries: undefined, current_rate: null });
    await follow();
    await expect.poll(() => bot.streams()).toBe(1);
    await expect
      .poll(() => {
        bot.say({ type: "status", status: "stopped" });
        return messages().length;
      })
      .toBeGreaterThan(0);
    await expect.poll(() => snapshots().length).toBe(1);
    expect(server.beats.at(-1)?.event?.data.vitals).toMatchObject({
      lastProcessAt: null,
      openProfit: null,
      balance: { value: null },
      open: [{ currentRate: null, openOrders: null }],
    });
  });

  test("that is cut off, ends, and starts again: all of it is reported, and what was missed is read from the books", async () => {
    bot.trades.push(fakeTrade(1), fakeTrade(2), closeTrade(fakeTrade(3), 1_795_050_000_000));
    const relay = await follow();
    await isFollowed();
    await expect.poll(() => snapshots().length).toBe(2);
    await bot.stop();
    await expect.poll(() => events("status").length).toBe(1);
    expect(events("status")[0]?.event?.data).toMatchObject({ status: "process died" });
    expect(server.beats.at(-1)?.event?.data.vitals).toMatchObject({ problem: "process down" });
    // While nobody listens: one closes, one is deleted, one lives its whole life, another opens.
    closeTrade(bot.trades[0]!, 1_795_200_000_000);
    bot.trades.splice(1, 1);
    bot.trades.push(closeTrade(fakeTrade(4), 1_795_200_001_000), fakeTrade(5));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await bot.start();
    await expect.poll(() => events("relay_gap").length, { timeout: 40_000 }).toBe(1);
    expect(events("startup").length).toBe(2);
    const missed = events("trade_snapshot").slice(2);
    expect(missed.map(({ event }) => String(event?.trade?.id)).toSorted()).toEqual(["1", "2", "4", "5"]);
    expect(missed.find(({ event }) => event?.trade?.id === "2")?.event?.data).toEqual({ missing: true });
    expect(missed.find(({ event }) => event?.trade?.id === "4")?.event?.data).toMatchObject({ learned: "books" });
    const { from, to } = events("relay_gap")[0]!.event!.data as { from: number; to: number };
    expect(from).toBeLessThan(to);
    expect(from).toBeGreaterThan(Date.now() - 120_000);
    const shown = await runRelay("status", {
      server: server.origin,
      dataDir: relay.dataDir,
      environment: { FILLCAST_BOTS: `spot-1=${bot.url}` },
    });
    expect(shown.output).toContain("spot-1: API ok, stream ok");
  });

  test("while the relay was away: reported once, with the time of its start", async () => {
    bot.trades.push(fakeTrade(1));
    const first = await follow();
    await isFollowed();
    await expect.poll(() => snapshots().length).toBe(1);
    expect(await first.terminate()).toBe(0);
    closeTrade(bot.trades[0]!, 1_795_300_000_000);
    await follow(first.dataDir);
    await expect.poll(() => events("relay_gap").length).toBe(1);
    expect(events("startup").length).toBe(1);
    expect(snapshots().length).toBe(2);
    expect(snapshots()[1]).toMatchObject({ is_open: false, learned: "books" });
  });
});

test("a clock that is set back by an hour changes nothing: figures, messages, and what was missed in a cut", async () => {
  bot.trades.push(fakeTrade(1), fakeTrade(2));
  const relay = await follow(undefined, {
    NODE_OPTIONS: `--import ${new URL("../support/clock-shift.mjs", import.meta.url).pathname}`,
  });
  await isFollowed();
  await expect.poll(() => snapshots().length).toBe(2);
  bot.say({ type: "status", status: "before" });
  await expect.poll(() => messages().length).toBe(1);

  relay.child.kill("SIGUSR2");
  await expect.poll(relay.log).toContain("clock set back");
  const beats = server.beats.length;
  const figures = events("equity").length;
  await expect.poll(() => server.beats.length).toBeGreaterThan(beats + 1);
  bot.say({ type: "status", status: "after" });
  await expect.poll(messages).toEqual([
    { type: "status", status: "before" },
    { type: "status", status: "after" },
  ]);
  closeTrade(bot.trades[0]!, Date.now());
  bot.say({ type: "exit_fill", trade_id: 1 });
  await expect.poll(() => snapshots().filter(({ is_open: isOpen }) => isOpen === false).length).toBe(1);

  bot.takesStreams = false;
  bot.cutStreams();
  await expect.poll(() => bot.streams()).toBe(0);
  closeTrade(bot.trades[1]!, Date.now());
  bot.takesStreams = true;
  await expect.poll(() => snapshots().filter(({ is_open: isOpen }) => isOpen === false).length).toBe(2);
  expect(snapshots().length).toBe(4);
  expect(events("startup").length).toBe(1);
  expect(events("equity").length).toBeGreaterThanOrEqual(figures);
});

test("a trade that lived and closed unheard is found, though a later close was seen before the stream was open", async () => {
  bot.trades.push(fakeTrade(1));
  const first = await follow();
  await isFollowed();
  await expect.poll(() => snapshots().length).toBe(1);
  await first.kill9();
  bot.trades.push(closeTrade(fakeTrade(2), 1_795_300_000_000));
  closeTrade(bot.trades[0]!, 1_795_309_000_000);
  bot.takesStreams = false;
  await follow(first.dataDir);
  const told = (): unknown[] => events("trade_snapshot").map(({ event }) => event?.trade?.id);
  await expect.poll(told).toEqual(["1", "1"]);
  bot.takesStreams = true;
  await expect.poll(told).toEqual(["1", "1", "2"]);
});

describe("a bot's API that fails", () => {
  test("with a password that is wrong, is named, and the door goes on", async () => {
    const wrong = bot.url.replace(/:[^:@]*@/, ":wrong@");
    const relay = await startRelay({ server: server.origin, environment: { FILLCAST_BOTS: `spot-1=${wrong}` } });
    relays.push(relay);
    await expect.poll(relay.log).toContain("refuses user or password");
    await fetch(`${relay.door}/other`, { method: "POST", body: '{"type":"status","status":"on"}' });
    await expect.poll(() => messages().length).toBe(1);
  });

  test("by hanging, by ending its tokens, by talking nonsense: its messages go on", async () => {
    await follow();
    await isFollowed();
    bot.expireTokens();
    const answered = server.beats.length;
    await expect.poll(() => server.beats.length).toBeGreaterThan(answered);
    bot.cutStreams();
    await expect.poll(() => bot.streams()).toBe(1);
    bot.fault = () => ({ status: 200, body: "<html>" });
    bot.say({ type: "status", status: "one" });
    bot.fault = () => "hang";
    bot.say({ type: "status", status: "two" });
    await expect.poll(() => messages().length).toBe(2);
  });
});
