/** The demo's bots behind a relay: their figures are there at once, their month is imported, and kills leave all of it there once. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { connect, type Feed } from "fillcast";
import type { FeedEvent } from "@fillcast/protocol";
import { compareTrades, Found } from "../freqtrade/compare.ts";
import { readLedger } from "../freqtrade/play.ts";
import { post } from "../support/api.ts";
import { booksOf, openBots, relaysOf, type Ask } from "../support/demo-bots.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

const BOTS = ["dca-ladder", "perp-short-5x"];
const WAIT = { timeout: 120_000, interval: 250 };
const feeds: Feed[] = [];

afterAll(() => feeds.forEach((feed) => feed.close()));

interface Open {
  readonly server: StartedServer;
  readonly key: string;
  readonly feed: Feed;
  readonly ask: Ask;
}

async function start(stateDir: string, args: readonly string[] = ["--seed", "1"]): Promise<Open> {
  const server = await startServer({ stateDir, args });
  onTestFinished(() => server.stop());
  const key = new URLSearchParams(new URL(server.dashboard!).hash.slice(1)).get("key")!;
  const feed = connect({ url: server.origin, feed: "demo", token: key, state: true });
  feeds.push(feed);
  return { server, key, feed, ask: openBots(stateDir) };
}

/** Vitals of both bots that are younger than `sinceMs`. */
async function haveVitals({ feed }: Open, sinceMs: number): Promise<void> {
  await expect.poll(() => BOTS.filter((bot) => (feed.vitals[bot]?.at ?? 0) > sinceMs), WAIT).toEqual(BOTS);
}

/** Asks the demo to hold still, or to trade on, and waits for its answer. */
async function ask(open: Open, wish: "pause" | "resume"): Promise<void> {
  const since = open.feed.position?.seq ?? 0;
  const asked = await post(`${open.server.origin}/v1/events`, open.key, { type: `x-demo-${wish}`, bot: "demo" });
  expect(asked.status).toBe(200);
  const answer = `x-demo-${wish}d`;
  await expect.poll(async () => (await allOf(open, [answer])).some(({ seq }) => seq > since), WAIT).toBe(true);
}

async function allOf({ feed }: Open, types: readonly string[], bots: readonly string[] = []): Promise<FeedEvent[]> {
  const events: FeedEvent[] = [];
  const filter = bots.length === 0 ? { types: [...types] } : { types: [...types], bots: [...bots] };
  for await (const event of feed.history({ ...filter, limit: 5_000 })) events.push(event as unknown as FeedEvent);
  return events;
}

/** Where ledger and books differ; both stand still in a pause. */
async function differences({ server, key, ask }: Open): Promise<readonly unknown[]> {
  const found = new Found();
  const ledger = await readLedger(`${server.origin}/v1/feeds/demo/trades`, key);
  for (const bot of BOTS) {
    const own = ledger.filter((trade) => trade.bot === bot);
    const books = await booksOf(ask, bot);
    // A cancelled exit takes its reason back in the bot alone.
    const reasonOf = (id: number): string | null => own.find((trade) => trade.id === String(id))?.exitReason ?? null;
    const told = books.map((book) => (book.is_open ? { ...book, exit_reason: reasonOf(book.trade_id) } : book));
    compareTrades(found, own, told, "live");
  }
  expect(found.compared).toBeGreaterThan(500);
  return found.differences;
}

/** How often the past was told. */
async function imported(open: Open): Promise<readonly number[]> {
  const events = await allOf(open, ["trade_snapshot", "equity"], BOTS);
  const past = events.filter(({ data }) => data["learned"] === "import");
  return ["trade_snapshot", "equity"].map((type) => past.filter((event) => event.type === type).length);
}

test("two bots of the demo have figures at once, a month in the ledger, and nothing twice after kills of relay and all", async () => {
  const stateDir = await newStateFolder();
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const first = await start(stateDir);
  await haveVitals(first, 0);
  for (const bot of BOTS) {
    const { balance, openProfit, lastProcessAt, dryRun, openTrades, open } = first.feed.vitals[bot]!;
    expect({ openProfit, value: balance.value, currency: balance.currency, dryRun }).toEqual({
      openProfit: expect.stringMatching(/^-?\d/) as unknown,
      value: expect.stringMatching(/^\d/) as unknown,
      currency: "USDT",
      dryRun: false,
    });
    expect(open).toHaveLength(openTrades!);
    expect(Date.now() - lastProcessAt!).toBeLessThan(60_000);
  }
  // The market moves, and with it what the open trades would bring.
  const before = JSON.stringify(BOTS.map((bot) => first.feed.vitals[bot]!.openProfit));
  await expect.poll(() => JSON.stringify(BOTS.map((bot) => first.feed.vitals[bot]!.openProfit)), WAIT).not.toBe(before);

  // Their messages come over the stream.
  await expect
    .poll(async () => {
      const events = await allOf(first, ["entry", "exit", "exit_fill", "entry_fill"], BOTS);
      return new Set(events.filter(({ edge }) => edge?.via === "relay").map(({ bot }) => bot)).size;
    }, WAIT)
    .toBe(2);

  const [relay = 0, ...others] = relaysOf(first.server.child.pid!);
  expect(others).toEqual([]);
  process.kill(relay, "SIGKILL");
  const killedMs = Date.now();
  await haveVitals(first, killedMs + 1_000);
  expect(relaysOf(first.server.child.pid!)).not.toContain(relay);

  await ask(first, "pause");
  await expect.poll(() => differences(first), WAIT).toEqual([]);
  const past = await imported(first);
  expect(past[0]).toBeGreaterThan(80);
  expect(past[1]).toBeGreaterThan(500);
  const worth = await allOf(first, ["equity"], BOTS);
  const days = new Set(worth.map(({ ts }) => Math.floor(ts! / 86_400_000)));
  expect(days.size).toBeGreaterThanOrEqual(30);
  // In a pause a bot's loop still runs, and its prices stand still.
  await haveVitals(first, Date.now());
  const still = first.feed.vitals[BOTS[0]!]!;
  await haveVitals(first, Date.now());
  expect(first.feed.vitals[BOTS[0]!]!.openProfit).toBe(still.openProfit);
  await ask(first, "resume");
  first.feed.close();
  await first.server.kill9();

  const next = await start(stateDir);
  await haveVitals(next, Date.now());
  await ask(next, "pause");
  await expect.poll(() => differences(next), WAIT).toEqual([]);
  expect(await imported(next)).toEqual(past);
  const { bots } = next.feed.state!;
  for (const bot of BOTS) {
    const { closed_trade_count: count } = await next.ask<{ readonly closed_trade_count: number }>(bot, "profit");
    expect(bots[bot]).toMatchObject({ mode: "live", closedTrades: count });
  }
  expect(next.server.log()).not.toMatch(/refused|ended|cannot/);
  next.feed.close();
  await next.server.stop();
  expect(relaysOf(next.server.child.pid!)).toEqual([]);
});

test("a state folder of an older demo gets a relay: its address stays, and a feed with a past gets no second one", async () => {
  const stateDir = await newStateFolder();
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const first = await start(stateDir, ["--demo-freeze"]);
  const before = await imported(first);
  first.feed.close();
  await first.server.stop();
  // As an earlier version left it: no key for a relay, a course of another shape.
  const keysPath = join(stateDir, "demo-keys.json");
  const { relay: _, ...keys } = JSON.parse(await readFile(keysPath, "utf8")) as {
    readonly relay: string;
  };
  await writeFile(keysPath, JSON.stringify(keys));
  await rm(join(stateDir, "demo-course.json"));
  await rm(join(stateDir, "demo-relay"), { recursive: true });
  const next = await start(stateDir);
  expect(next.key).toBe(first.key);
  await haveVitals(next, 0);
  expect(await imported(next)).toEqual(before);
  expect(next.server.log()).not.toContain("refused");
  next.feed.close();
  await next.server.stop();
});
