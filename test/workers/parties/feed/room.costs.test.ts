/**
 * What an event costs, counted and priced by the public list, archive and ledger included. The numbers are exact, so that a
 * row more is seen at once; where one has to grow, its ceiling in $ a million events says whether it may.
 */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import fixtures from "../../../fixtures/freqtrade/webhook-bodies.json";
import { BEAT_SAVE_MS, BOTS_MAX, DEFAULT_QUOTAS } from "@fillcast/protocol";
import { createFeed, issueKey, openSocket, send, type CreatedFeed } from "../../edge.ts";
import { installMeter, meter, pricePerMillion, request, ringAlarm } from "../../meter.ts";
import { Receivers } from "../../network.ts";

type Body = Readonly<Record<string, string>>;

const bodies = fixtures.map(({ body }) => body as Body);
const bodyOf = (type: string, isFinal = false) =>
  bodies.find((body) => body.type === type && (!isFinal || body.exit_reason === "roi"))!;
const OPENING = [bodyOf("entry"), bodyOf("entry_fill")];
const CLOSING = [bodyOf("exit", true), bodyOf("exit_fill", true)];
/** Trades that are open at a time: each is closed long after it was opened, when the ledger has had it once. */
const OPEN_TRADES = 40;
const FIRST_OPENED_AT = Date.UTC(2026, 10, 1);

beforeAll(() => installMeter("meter"));
/** Feeds of the test that runs. */
const made: string[] = [];
afterEach(async () => {
  vi.useRealTimers();
  // An alarm that is still to ring would be on the next test's bill.
  for (const feed of made.splice(0)) await ringAlarm(feed);
});

/** What one bot after the other posts: a trade opened and filled, then an older one closed and filled. */
function tradeBodies(count: number): Body[] {
  const posted: Body[] = [];
  for (let trade = 1; posted.length < count; trade++) {
    posted.push(...OPENING.map((body) => asTrade(body, trade)));
    if (trade > OPEN_TRADES) posted.push(...CLOSING.map((body) => asTrade(body, trade - OPEN_TRADES)));
  }
  return posted.slice(0, count);
}

function asTrade(body: Body, trade: number): Body {
  const openedAt = new Date(FIRST_OPENED_AT + trade * 1_000).toISOString();
  return { ...body, trade_id: String(trade), open_date: openedAt.replace("T", " ").replace(".000Z", "+00:00") };
}

/** The same as an event of `/v1/events`, whose truth values are no texts. */
function toEvent({ type, trade_id, open_date, ...body }: Body, index: number): object {
  const typed = (value: string) => (value === "True" || value === "False" ? value === "True" : value);
  const data = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typed(value)]));
  const trade = { id: trade_id, openedAt: open_date!.replace(" ", "T").replace("+00:00", "Z") };
  return { id: `event-${index}`, type, pair: body.pair, trade, data };
}

async function post(path: string, key: string, body: unknown): Promise<void> {
  const answer = await request(path, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  await answer.body?.cancel();
}

async function get({ feed, key }: CreatedFeed, path: string): Promise<void> {
  const answer = await request(`/v1/${path.replace(":feed", feed)}`, { headers: { Authorization: `Bearer ${key}` } });
  if (answer.status !== 200) throw new Error(await answer.text());
  await answer.arrayBuffer();
}

/** A feed with a bot's key. */
async function createBot(): Promise<CreatedFeed & { readonly bot: string }> {
  const feed = await createFeed();
  made.push(feed.feed);
  const { key } = await issueKey(feed, { scope: "publish", bot: "bot-1" });
  return { ...feed, bot: key };
}

const sleep = (feed: string) => evictDurableObject(env.Feed.getByName(feed));

describe("a busy feed", () => {
  it("of an event a second costs at most $2.25 a million, posted one by one", async () => {
    const { feed, bot } = await createBot();
    const bill = await meter(async () => {
      for (const [index, body] of tradeBodies(1_000).entries()) {
        await post("/v1/webhooks/freqtrade", bot, body);
        // The alarm rings ten seconds after the first of ten events.
        if (index % 10 === 9) expect(await ringAlarm(feed)).toBe(true);
      }
    });
    expect(bill).toMatchObject({
      workerRequests: 1_000,
      roomRequests: 1_000 + 100,
      alarmsSet: 100,
      cacheReads: 0,
      cacheWrites: 0,
    });
    // A row an event; two for each of two pages, one for the sealed one; a checkpoint after every 64 events.
    expect(bill.roomRowsWritten).toBeLessThanOrEqual(1_000 + 2 * 2 + 1 + Math.ceil(1_000 / 64));
    // The open page with each alarm, and a ledger row for what has become of a trade in its ten seconds.
    expect(bill.archiveRowsWritten).toBeGreaterThan(100 + 500);
    expect(bill.archiveRowsWritten).toBeLessThanOrEqual(100 + 1 + 600);
    expect(pricePerMillion(bill, 1_000)).toBeLessThanOrEqual(2.25);
  });

  it("costs at most $0.75 a million in batches of ten", async () => {
    const { feed, bot } = await createBot();
    const events = tradeBodies(1_000).map(toEvent);
    const bill = await meter(async () => {
      for (let from = 0; from < events.length; from += 10) {
        await post("/v1/events", bot, events.slice(from, from + 10));
        if (from % 100 === 90) expect(await ringAlarm(feed)).toBe(true);
      }
    });
    expect(bill).toMatchObject({ workerRequests: 100, roomRequests: 100 + 10, alarmsSet: 10, cacheWrites: 0 });
    // A row a batch, and one more where a page ends in the middle of one.
    expect(bill.roomRowsWritten).toBeLessThanOrEqual(100 + 1 + 2 * 2 + 1 + 10);
    expect(bill.archiveRowsWritten).toBeGreaterThan(10 + 450);
    expect(bill.archiveRowsWritten).toBeLessThanOrEqual(10 + 1 + 520);
    expect(pricePerMillion(bill, 1_000)).toBeLessThanOrEqual(0.75);
  });

  it("pays nothing for who watches, but for their requests", async () => {
    const { feed, key, bot } = await createBot();
    const sockets = await Promise.all(
      ["", "&ack=1", "&snapshot=1", "&types=exit"].map((query) =>
        openSocket(`/parties/feed/${feed}?token=${key}${query}`),
      ),
    );
    const bill = await meter(async () => {
      for (const body of tradeBodies(50)) await post("/v1/webhooks/freqtrade", bot, body);
      await sockets[1]!.until(() => sockets[1]!.of("events").length === 50);
      for (const { raw } of sockets) raw.send(JSON.stringify({ type: "ack", seq: 50 }));
      await sleep(feed);
      for (const socket of sockets) socket.raw.send(JSON.stringify({ type: "ping", c: 1 }));
      for (const socket of sockets) await socket.until(() => socket.of("pong").length === 1);
      for (const { raw } of sockets) raw.close(1000);
    });
    // The page's table is two rows.
    expect(bill).toMatchObject({ roomRowsWritten: 50 + 2, alarmsSet: 1, archiveRowsWritten: 0 });
  });
});

describe("an isolated event", () => {
  it("costs at most $5 a million, with a sleep before it and another before its alarm", async () => {
    const { feed, bot } = await createBot();
    const posted = tradeBodies(64);
    await post("/v1/webhooks/freqtrade", bot, asTrade(bodyOf("entry"), 9_999));
    await ringAlarm(feed);
    const bill = await meter(async () => {
      for (const body of posted) {
        await sleep(feed);
        await post("/v1/webhooks/freqtrade", bot, body);
        await sleep(feed);
        expect(await ringAlarm(feed)).toBe(true);
      }
    });
    expect(bill).toMatchObject({ workerRequests: 64, roomRequests: 2 * 64, alarmsSet: 64, archiveRowsWritten: 2 * 64 });
    // And one checkpoint.
    expect(bill.roomRowsWritten).toBeLessThanOrEqual(64 + 1);
    // Two wakes read the open page, fold what came since the checkpoint, and archive the page: bounded apart, since it goes
    // with how full that page is. A row read is a thousandth of one written.
    const { rowsRead, ...written } = bill;
    expect(rowsRead / 64).toBeLessThan(2 * (64 * 5 + 40));
    expect(pricePerMillion({ ...written, rowsRead: 0 }, 64)).toBeLessThanOrEqual(5);
  });
});

describe("an alert", () => {
  const HOST = "hooks.fillcast-tests.org";
  const receivers = new Receivers();
  beforeEach(() => receivers.begin());
  afterEach(() => receivers.end());

  const addHook = async ({ feed, key }: CreatedFeed, rules: object): Promise<void> => {
    const address = { kind: "webhook", url: `https://${HOST}/`, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
    const answer = await send("POST", `/v1/feeds/${feed}/destinations`, key, { label: "x", address, rules });
    if (answer.status !== 201) throw new Error(await answer.text());
    receivers.answer(HOST, () => new Response(null, { status: 204 }));
  };
  const closeOf = (trade: number) => asTrade({ ...CLOSING[1]!, close_date: new Date().toISOString() }, trade);

  it("costs a row, and its message at most four more and two requests of the room", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createBot();
    await addHook(feed, {});
    await post("/v1/webhooks/freqtrade", feed.bot, asTrade(bodyOf("entry_fill"), 1));
    await ringAlarm(feed.feed);
    const bill = await meter(async () => {
      await post("/v1/webhooks/freqtrade", feed.bot, closeOf(1));
      vi.setSystemTime(Date.now() + 2_000);
      expect(await ringAlarm(feed.feed)).toBe(true);
      await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(1));
      vi.setSystemTime(Date.now() + 60_000);
      // The end of its lease, if that was set before the answer came.
      await ringAlarm(feed.feed);
    });
    // The event and the alert, the begin and the end of the try.
    expect(bill.roomRowsWritten).toBe(1 + 1 + 2);
    expect(bill.alarmsSet).toBeLessThanOrEqual(2);
    expect(bill.roomRequests).toBeLessThanOrEqual(1 + 2);
  });

  it("of a burst costs a row for each append, and one message for all", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createBot();
    await addHook(feed, {});
    for (let trade = 1; trade <= 20; trade++) {
      await post("/v1/webhooks/freqtrade", feed.bot, asTrade(bodyOf("entry_fill"), trade));
    }
    await ringAlarm(feed.feed);
    const bill = await meter(async () => {
      for (let trade = 1; trade <= 20; trade++) await post("/v1/webhooks/freqtrade", feed.bot, closeOf(trade));
      vi.setSystemTime(Date.now() + 2_000);
      expect(await ringAlarm(feed.feed)).toBe(true);
      await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(1));
    });
    expect(bill.roomRowsWritten).toBe(20 + 20 + 2);
    expect(bill.alarmsSet).toBeLessThanOrEqual(2);
  });

  it("that nobody wants to hear of costs nothing, and neither does a feed without destinations", async () => {
    const bills = [];
    for (const rules of [null, { closed: false, bots: ["another"] }]) {
      const feed = await createBot();
      if (rules !== null) await addHook(feed, rules);
      await post("/v1/webhooks/freqtrade", feed.bot, asTrade(bodyOf("entry_fill"), 1));
      await ringAlarm(feed.feed);
      bills.push(
        await meter(async () => {
          await post("/v1/webhooks/freqtrade", feed.bot, closeOf(1));
          await ringAlarm(feed.feed);
        }),
      );
    }
    expect(bills[1]).toEqual(bills[0]);
    expect(bills[0]).toMatchObject({ roomRowsWritten: 1, alarmsSet: 1, roomRequests: 2 });
    expect(receivers.received).toEqual([]);
  });
});

describe("heartbeats", () => {
  const MINUTE_MS = 60_000;
  /** An hour of one a minute; the alarm rings when it is due. */
  const beatFor = async (feed: string, bot: string, sleeps: boolean) => {
    for (let beat = 0; beat < 60; beat++) {
      vi.setSystemTime(Date.now() + MINUTE_MS);
      await post("/v1/events", bot, { type: "heartbeat" });
      if (sleeps) await sleep(feed);
      const alarmAt = await runInDurableObject(env.Feed.getByName(feed), (_, { storage }) => storage.getAlarm());
      if (alarmAt === null || alarmAt > Date.now() + MINUTE_MS) continue;
      await ringAlarm(feed);
      if (sleeps) await sleep(feed);
    }
  };

  it.each([
    ["awake", false, 30, 1.3],
    ["asleep in between", true, 40, 1.7],
  ])("to a room that is %s cost a row in five minutes and a share of an alarm", async (_, sleeps, alarmsSet, price) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { feed, bot } = await createBot();
    for (const body of tradeBodies(3)) await post("/v1/webhooks/freqtrade", bot, body);
    await ringAlarm(feed);
    if (sleeps) await sleep(feed);
    const bill = await meter(() => beatFor(feed, bot, sleeps));
    // The first three, one in five minutes, and one checkpoint.
    expect(bill.roomRowsWritten).toBeLessThanOrEqual(3 + 12 + 1);
    expect(bill.alarmsSet).toBeLessThanOrEqual(alarmsSet);
    expect(bill.archiveRowsWritten).toBe(0);
    expect(pricePerMillion(bill, 60)).toBeLessThanOrEqual(price);
  });
});

describe("a leaked key", () => {
  const { eventsPerDay, heartbeatsPerMinute } = DEFAULT_QUOTAS.key;
  const ROUND_MS = 10_000;
  const ROUNDS_PER_DAY = 86_400_000 / ROUND_MS;
  /** Five minutes: each bot's heartbeat is written once. */
  const ROUNDS = BEAT_SAVE_MS / ROUND_MS;
  /** A room of 128 MB that is kept awake all day, at $12.50 a million GB-s. */
  const AWAKE_PER_DAY = 86_400 * 0.125 * (12.5 / 1e6);
  const beat = (index: number) => ({ type: "heartbeat", bot: `bot-${index % BOTS_MAX}` });

  it("that names no bot costs its feed less than $2 a day, whatever it sends within its quotas", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish" });
    // The test keeps to the quotas itself, but for the beginning, in which the room learns the heartbeats of all bots.
    await send("PATCH", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN, { limits: "none" });
    for (let learning = 0; learning < 3; learning++) {
      await post(
        "/v1/events",
        key,
        Array.from({ length: BOTS_MAX }, (_, index) => beat(index)),
      );
      vi.setSystemTime(Date.now() + 30_000);
    }
    let sent = 0;
    const bill = await meter(async () => {
      for (let round = 0; round < ROUNDS; round++) {
        for (let event = 0; event < Math.ceil(eventsPerDay / ROUNDS_PER_DAY); event++, sent++) {
          // What costs most: each event a row, and a trade of its own in the ledger.
          const trade = { id: `t${sent}`, openedAt: new Date(FIRST_OPENED_AT + sent * 1_000).toISOString() };
          const data = { amount: "1", price: "1", profit_amount: "1", is_final_exit: true };
          await post("/v1/events", key, { type: "exit_fill", bot: `bot-${sent % BOTS_MAX}`, pair: "A/B", trade, data });
        }
        for (let index = 0; index < Math.ceil((heartbeatsPerMinute / 60_000) * ROUND_MS); index++) {
          await post("/v1/events", key, beat(round * 170 + index));
        }
        vi.setSystemTime(Date.now() + ROUND_MS);
        await ringAlarm(feed.feed);
      }
    });
    const perDay = (pricePerMillion(bill, ROUNDS) * ROUNDS_PER_DAY) / 1e6 + AWAKE_PER_DAY;
    expect(bill.roomRowsWritten).toBeLessThanOrEqual(BOTS_MAX + sent + 200);
    expect(perDay).toBeGreaterThan(1);
    expect(perDay).toBeLessThan(2);
  });

  it("that goes on beyond its quota costs the requests that it sends, and nothing else", async () => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish" });
    await send("PATCH", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN, { limits: { key: { eventsPerDay: 1 } } });
    await post("/v1/events", key, { type: "signal" });
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
    const bill = await meter(async () => {
      for (let index = 0; index < 100; index++) {
        const answer = await request("/v1/events", { method: "POST", headers, body: `{"type":"signal","n":${index}}` });
        expect(answer.status).toBe(429);
        await answer.body?.cancel();
      }
    });
    expect(bill).toMatchObject({ workerRequests: 100, roomRowsWritten: 0, alarmsSet: 0, archiveRowsWritten: 0 });
    expect(bill.roomRequests).toBe(1);
  });
});

describe("no row at all", () => {
  it("is written for a wake, a read, a repeat, a conflict, a refusal, or a socket", async () => {
    const { feed, key, bot, ...rest } = await createBot();
    const events = tradeBodies(600).map(toEvent);
    await post("/v1/events", bot, events.slice(0, 500));
    await post("/v1/events", bot, events.slice(500));
    await ringAlarm(feed);
    const owner = { ...rest, feed, key };
    // PartyServer notes the room's name once in its life.
    (await openSocket(`/parties/feed/${feed}?token=${key}`)).raw.close(1000);
    const bill = await meter(async () => {
      for (const path of ["events", "trades", "summary", "pages/1"]) {
        await sleep(feed);
        await get(owner, `feeds/:feed/${path}`);
      }
      await get(owner, "rooms/:feed");
      await get(owner, "rooms/:feed/subscribers");
      await sleep(feed);
      await post("/v1/events", bot, events.slice(0, 100));
      const conflict = { ...events[0], data: { other: true } };
      const headers = { Authorization: `Bearer ${bot}`, "Content-Type": "application/json" };
      const answers = [
        await request("/v1/events", { method: "POST", headers, body: JSON.stringify(conflict) }),
        await request("/v1/events", { method: "POST", headers, body: "[" }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([409, 400]);
      const socket = await openSocket(`/parties/feed/${feed}?token=${key}&tail=600`);
      await socket.until(() => socket.of("caught_up").length === 1);
      socket.raw.close(1000);
      await sleep(feed);
    });
    expect(bill).toMatchObject({ roomRowsWritten: 0, alarmsSet: 0, archiveRowsWritten: 0 });
  });

  it("and no room is asked for what the cache has: one read of it, and no write", async () => {
    const { bot, ...feed } = await createBot();
    for (const body of tradeBodies(3)) await post("/v1/webhooks/freqtrade", bot, body);
    const first = await meter(() => get(feed, "feeds/:feed/summary"));
    expect(first).toMatchObject({ roomRequests: 1, cacheWrites: 1 });
    const second = await meter(() => get(feed, "feeds/:feed/summary"));
    expect(second).toMatchObject({ workerRequests: 1, roomRequests: 0, cacheReads: 1, cacheWrites: 0, rowsRead: 0 });
  });
});
