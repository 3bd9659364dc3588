/**
 * The published client in Node against the server that `npm start` starts, over a line that breaks.
 */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConnectOptions, Feed, Status, TradeEvent } from "../../client/src/index.ts";
import { signToken, verifyToken } from "../../src/auth/jwt.ts";
import { createFeed, createKey, post } from "../support/api.ts";
import { type Line, startLine } from "../support/line.ts";
import { type PackedClient, unpackClient } from "../support/packed-client.ts";
import { type StartedServer, startServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

const SIGNING_SECRET = "signs-the-keys-of-these-tests-0123456789";
const environment = { FILLCAST_SIGNING_SECRET: SIGNING_SECRET };

let packed: PackedClient;
let connect: (options: ConnectOptions) => Feed;
let stateDir: string;
let server: StartedServer;
let line: Line;
let feedId: string;
let owner: string;
let publisher: string;
const feeds: Feed[] = [];

beforeAll(async () => {
  packed = await unpackClient();
  ({ connect } = await packed.load());
  stateDir = await newStateFolder();
  server = await startServer({ stateDir, environment });
});
afterAll(async () => {
  await server.stop();
  await packed.remove();
  await rm(stateDir, { recursive: true, force: true });
});

let made = 0;
beforeEach(async () => {
  line = await startLine(() => server.origin);
  feedId = `client-${++made}`;
  owner = await createFeed(server.origin, server.adminToken, feedId);
  publisher = await createKey(server.origin, owner, feedId, { scope: "publish", bot: "spot" });
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.close();
  await line.close();
});

interface Seen {
  readonly feed: Feed;
  readonly seqs: number[];
  readonly statuses: Status[];
  readonly resets: unknown[];
}

function open(options: Partial<ConnectOptions> = {}): Seen {
  const feed = connect({ url: line.origin, feed: feedId, token: owner, ...options });
  feeds.push(feed);
  const seen: Seen = { feed, seqs: [], statuses: [], resets: [] };
  feed.on("event", ({ seq }) => void seen.seqs.push(seq));
  feed.on("status", (status) => void seen.statuses.push(status));
  feed.on("reset", (reset) => void seen.resets.push(reset));
  return seen;
}

async function publish(count: number, data: object = {}): Promise<void> {
  const events = Array.from({ length: count }, () => ({ type: "x-test", pair: "ETH/USDT", data }));
  const response = await post(`${server.origin}/v1/events`, publisher, events);
  if (!response.ok) throw new Error(await response.text());
}

async function until(condition: () => boolean, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${condition.toString()}`);
    await delay(10);
  }
}

async function readJson<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

const through = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("the published client", () => {
  test("sees every event once and in order, while its connection is cut again and again", async () => {
    const { feed, seqs, resets } = open();
    await feed.caughtUp();
    for (let round = 0; round < 30; round++) {
      await publish(5);
      if (round % 3 === 0) line.cut();
      await delay(30);
    }
    await until(() => seqs.length >= 150);
    expect(seqs).toEqual(through(150));
    expect(resets).toEqual([]);
  });

  test("finds out within 10 s that a connection is dead of which nobody told it", async () => {
    const { feed, seqs, statuses } = open();
    await feed.caughtUp();
    await publish(1);
    await until(() => seqs.length === 1);
    line.silence(true);
    const silentAt = Date.now();
    await publish(1);
    await until(
      () => statuses.some((status) => status.phase === "waiting" && status.reason === "heartbeat-missed"),
      10_500,
    );
    expect(Date.now() - silentAt).toBeLessThan(10_000);
    line.silence(false);
    await until(() => seqs.length === 2);
    expect(seqs).toEqual([1, 2]);
  });

  test("goes on where it was after the server was killed and started again", async () => {
    const { feed, seqs, resets } = open();
    await feed.caughtUp();
    await publish(3);
    await until(() => seqs.length === 3);
    await server.kill9();
    server = await startServer({ stateDir, environment });
    await publish(3);
    await until(() => seqs.length === 6, 120_000);
    expect(seqs).toEqual(through(6));
    expect(resets).toEqual([]);
  });

  test("asks for a new token at once when its key has expired, at the door and in the middle", async () => {
    const nowS = Math.floor(Date.now() / 1_000);
    const claims = verifyToken(owner, { current: SIGNING_SECRET })!;
    const endingAt = (exp: number): string => signToken({ ...claims, exp }, { current: SIGNING_SECRET });
    // Clocks may differ by a minute.
    const tokens = [endingAt(nowS - 120), endingAt(nowS - 57), owner];
    let asked = 0;
    const { feed, seqs, statuses } = open({ token: async () => tokens[asked++]! });
    await feed.caughtUp();
    expect(asked).toBe(2);
    await delay(4_000);
    await publish(3);
    await until(() => seqs.length === 3);
    expect(asked).toBe(3);
    await publish(1);
    await until(() => seqs.length === 4);
    expect(seqs).toEqual(through(4));
    expect(statuses.map(({ phase }) => phase)).not.toContain("failed");
  });

  test("fails, and says so, when its key is revoked", async () => {
    const response = await post(`${server.origin}/v1/feeds/${feedId}/keys`, owner, { scope: "subscribe" });
    const { id, key } = await readJson<{ id: string; key: string }>(response);
    const { feed } = open({ token: key });
    await feed.caughtUp();
    await fetch(`${server.origin}/v1/feeds/${feedId}/keys/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${owner}` },
    });
    await until(() => feed.status.phase === "failed");
    expect(feed.status).toMatchObject({ error: { retryable: false, closeCode: 4501 } });
  });

  test("fails with a word where there is no such feed, and where the key is another feed's", async () => {
    const other = await createFeed(server.origin, server.adminToken, `${feedId}-other`);
    const foreign = open({ token: other });
    await until(() => foreign.feed.status.phase === "failed");
    expect(foreign.feed.status).toMatchObject({ error: { code: "forbidden", closeCode: 4502 } });
    const sub = `${feedId}-none`;
    const claims = { ...verifyToken(owner, { current: SIGNING_SECRET })!, sub };
    const none = open({ feed: sub, token: signToken(claims, { current: SIGNING_SECRET }) });
    await until(() => none.feed.status.phase === "failed");
    expect(none.feed.status).toMatchObject({ error: { closeCode: 4503 } });
  });

  test("holds the server back while its handlers are slow, and then gets everything", async () => {
    const feed = connect({ url: line.origin, feed: feedId, token: owner });
    feeds.push(feed);
    await feed.caughtUp();
    const seqs: number[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    feed.on("event", async ({ seq }) => {
      seqs.push(seq);
      if (seq === 1) await held;
    });
    const before = line.received;
    for (let batch = 0; batch < 20; batch++) await publish(50, { pad: "x".repeat(4_000) });
    await delay(500);
    expect(seqs).toEqual([1]);
    // 4 MB were published; a window is 256 KiB, and what was sent before it was full comes on top.
    expect(line.received - before).toBeLessThan(1_000_000);
    release();
    await until(() => seqs.length === 1_000);
    expect(seqs).toEqual(through(1_000));
  });

  test("keeps the state that the server has, through a restart of the connection", async () => {
    const { feed } = open({ state: true });
    await feed.caughtUp();
    const body = {
      type: "entry_fill",
      trade_id: "7",
      exchange: "Binance",
      pair: "ETH/USDT",
      direction: "Long",
      leverage: "1.0",
      amount: "2.5",
      open_rate: "100.5",
      stake_amount: "251.25",
      stake_currency: "USDT",
      open_date: "2026-01-02 03:04:05+00:00",
      sub_trade: "False",
    };
    expect((await post(`${server.origin}/v1/webhooks/freqtrade`, publisher, body)).status).toBe(200);
    await until(() => Object.keys(feed.state?.trades ?? {}).length === 1);
    line.cut();
    await until(() => feed.status.phase === "live");
    const summary = await fetch(`${server.origin}/v1/feeds/${feedId}/summary`, {
      headers: { authorization: `Bearer ${owner}` },
    });
    const { state } = await readJson<{ state: unknown }>(summary);
    expect(feed.state).toEqual(state);
    expect(Object.values(feed.state!.trades)[0]).toMatchObject({
      status: "open",
      amount: "2.5",
      averageEntry: "100.5",
    });
  });

  test("walks the history both ways, filtered and bounded", async () => {
    for (const count of [500, 500, 100]) await publish(count);
    await post(`${server.origin}/v1/events`, publisher, { type: "signal", pair: "BTC/USDT" });
    const { feed } = open();
    const position = await feed.caughtUp();
    const read = async (query: Parameters<Feed["history"]>[0]): Promise<number[]> => {
      const events: TradeEvent[] = [];
      for await (const event of feed.history(query)) events.push(event);
      return events.map(({ seq }) => seq);
    };
    expect(await read({})).toEqual(through(1_101));
    expect(await read({ after: { ...position, seq: 1_098 } })).toEqual([1_099, 1_100, 1_101]);
    expect(await read({ before: { ...position, seq: 4 } })).toEqual([3, 2, 1]);
    expect(await read({ before: position, limit: 2 })).toEqual([1_100, 1_099]);
    expect(await read({ types: ["signal"] })).toEqual([1_101]);
    expect(await read({ pairs: ["BTC/USDT", "XRP/USDT"], limit: 5 })).toEqual([1_101]);
    await expect(read({ after: { epoch: "000000000", seq: 1 } })).rejects.toMatchObject({
      code: "position-expired",
      retryable: false,
    });
  });

  test("filters on the server, and knows how far the log went", async () => {
    const { feed, seqs } = open({ filter: { types: ["signal"] } });
    await feed.caughtUp();
    await publish(300);
    await post(`${server.origin}/v1/events`, publisher, { type: "signal" });
    await until(() => seqs.length === 1);
    expect(seqs).toEqual([301]);
    expect(feed.position?.seq).toBe(301);
  });

  test("measures what live events took, and never those that were replayed", async () => {
    await publish(5);
    const { feed } = open({ start: { tail: 5 } });
    await feed.caughtUp();
    await delay(100);
    expect(feed.latency()).toMatchObject({ edgeToHere: { count: 0, p50: null } });
    const live: TradeEvent[] = [];
    feed.on("event", (event) => void live.push(event));
    await post(`${server.origin}/v1/events`, publisher, { type: "signal", ts: Date.now() });
    await until(() => live.length === 1);
    const { edgeToHere, botToEdge, uncertainty } = feed.latency();
    expect(edgeToHere.count).toBe(1);
    expect(edgeToHere.p50).toBeLessThan(1_000);
    expect(botToEdge.count).toBe(1);
    expect(uncertainty).toBeLessThan(500);
    expect(feed.latencyOf(live[0]!)).toEqual({ edgeToHere: edgeToHere.last, botToEdge: botToEdge.last });
  });

  test("lets a process end when it is closed", async () => {
    const { feed } = open();
    await feed.caughtUp();
    feed.close();
    await until(() => line.open === 0);
  });
});
