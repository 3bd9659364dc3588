/**
 * Alerts in the runtime: a real room with its storage and alarm, real channels, and receivers that take, hang, refuse and die.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AlertRules, Destination } from "@fillcast/protocol";
import type { Inspection } from "../../../../../parties/feed/inspected.ts";
import { createFeed as createAnyFeed, issueKey, send, type CreatedFeed } from "../../../edge.ts";
import { bodyOf, Receivers } from "../../../network.ts";

const HOST = "hooks.fillcast-tests.org";
const receivers = new Receivers();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  receivers.begin();
});
afterEach(async () => {
  // Its alarm would ring while another test's receivers are there.
  for (const { feed } of made.splice(0)) await send("DELETE", `/v1/feeds/${feed}`, env.ADMIN_TOKEN);
  receivers.end();
  vi.useRealTimers();
});

const made: CreatedFeed[] = [];
async function createFeed(): Promise<CreatedFeed> {
  const feed = await createAnyFeed();
  made.push(feed);
  return feed;
}

const stubOf = ({ feed }: CreatedFeed) => env.Feed.getByName(feed);
const ring = (feed: CreatedFeed) => runDurableObjectAlarm(stubOf(feed));
const alarmAt = (feed: CreatedFeed) => runInDurableObject(stubOf(feed), (_, { storage }) => storage.getAlarm());
const inspect = async (feed: CreatedFeed): Promise<Inspection> =>
  (await send("GET", `/v1/rooms/${feed.feed}`, feed.key)).json<Inspection>();

const inspectAt = async (feed: CreatedFeed, host: string) =>
  (await inspect(feed)).destinations.find((destination) => destination.host === host);

async function addHook(
  feed: CreatedFeed,
  rules: Partial<AlertRules> = {},
  path = "alerts",
  host = HOST,
): Promise<string> {
  const address = { kind: "webhook", url: `https://${host}/${path}`, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
  const answer = await send("POST", `/v1/feeds/${feed.feed}/destinations`, feed.key, { label: path, address, rules });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json<Destination>()).id;
}

/** A trade that opened an hour ago and closes now. */
function closing(id: string, bot = "spot-1"): object {
  const openedAt = new Date(Date.now() - 3_600_000).toISOString();
  const data = { amount: "1", price: "101", stake_currency: "USDT", profit_amount: "1.5", is_final_exit: true };
  return { id: `out-${id}`, type: "exit_fill", bot, pair: "ETH/USDT", trade: { id, openedAt }, data };
}

async function publish(feed: CreatedFeed, ...events: readonly object[]): Promise<void> {
  const answer = await send("POST", "/v1/events", feed.key, events);
  if (answer.status !== 200) throw new Error(await answer.text());
  await answer.body?.cancel();
}

/** Lets the clock go to the alarm, and rings it. */
async function ringWhenDue(feed: CreatedFeed): Promise<void> {
  const at = await alarmAt(feed);
  if (at === null) throw new Error("no alarm is set");
  if (at > Date.now()) vi.setSystemTime(at);
  await ring(feed);
}

const ok = () => new Response(null, { status: 204 });

describe("an alert", () => {
  it("reaches its receiver with the alarm that the append has asked for, and is then over", async () => {
    const feed = await createFeed();
    await addHook(feed);
    receivers.answer(HOST, ok);
    const before = Date.now();
    await publish(feed, closing("1"));
    expect(await alarmAt(feed)).toBe(before + 2_000);
    await ringWhenDue(feed);
    await vi.waitFor(async () => expect((await inspect(feed)).destinations[0]!.lastSuccessAt).not.toBeNull());
    expect(receivers.at(HOST)).toHaveLength(1);
    expect(receivers.at(HOST)[0]!.headers.get("webhook-id")).toBeTruthy();
    expect(JSON.stringify(bodyOf(receivers.at(HOST)[0]!))).toContain("ETH/USDT closed +1.50 USDT");
    expect((await inspect(feed)).destinations[0]).toMatchObject({ waiting: 0, dueAt: null, lastError: null });
  });

  it("of a storm of 1,000 closes in a minute is one of few messages, out of one bounded row", async () => {
    const feed = await createFeed();
    await send("PATCH", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN, { limits: "none" });
    await addHook(feed);
    receivers.answer(HOST, ok);
    let largest = 0;
    for (let batch = 0; batch < 100; batch++) {
      await publish(feed, ...Array.from({ length: 10 }, (_, index) => closing(`${batch}-${index}`, `bot-${index}`)));
      vi.setSystemTime(Date.now() + 600);
      const due = (await alarmAt(feed)) ?? Infinity;
      if (due <= Date.now()) await ring(feed);
      largest = Math.max(largest, (await readBox(feed)).length);
    }
    const begunAt = Date.now();
    while ((await inspect(feed)).destinations[0]!.waiting > 0 && Date.now() - begunAt < 120_000)
      await ringWhenDue(feed);
    const bodies = receivers.at(HOST).map((received) => JSON.stringify(bodyOf(received)));
    expect(bodies.length).toBeLessThanOrEqual(9);
    expect(bodies.join()).toMatch(/\d{2,3} trades closed, \+\d+\.\d\d USDT/);
    expect(largest).toBeLessThan(32_000);
    const { destinations } = await inspect(feed);
    expect(destinations).toMatchObject([{ waiting: 0, dropped: 0 }]);
  });
});

function readBox(feed: CreatedFeed): Promise<string> {
  return runInDurableObject(stubOf(feed), (_, { storage: { sql } }) => {
    return sql.exec("SELECT box FROM destination").one().box as string;
  });
}

describe("a room that is evicted", () => {
  it("with an alert that waits sends it when it wakes", async () => {
    const feed = await createFeed();
    await addHook(feed);
    receivers.answer(HOST, ok);
    await publish(feed, closing("1"));
    await evictDurableObject(stubOf(feed));
    await ringWhenDue(feed);
    await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(1));
  });

  it("between sent and stored sends the message once more, with the same id", async () => {
    const feed = await createFeed();
    await addHook(feed);
    receivers.answer(HOST, ok);
    // The receiver has the message by now, and the room does not know it yet: so it is stopped.
    let box = "";
    receivers.answer(HOST, async () => {
      box = await readBox(feed);
      return ok();
    });
    await publish(feed, closing("1"));
    await ringWhenDue(feed);
    await vi.waitFor(async () => expect((await inspect(feed)).destinations[0]!.lastSuccessAt).not.toBeNull());
    await runInDurableObject(stubOf(feed), (_, { storage: { sql } }) => {
      sql.exec("UPDATE destination SET box = ?", box);
    });
    await evictDurableObject(stubOf(feed));
    receivers.answer(HOST, ok);
    await vi.waitFor(async () => {
      await ringWhenDue(feed);
      expect(receivers.at(HOST)).toHaveLength(2);
    });
    const ids = receivers.at(HOST).map(({ headers }) => headers.get("webhook-id"));
    expect(new Set(ids).size).toBe(1);
  });
});

describe("a receiver that hangs or is dead", () => {
  it("delays no archive run and costs no event", async () => {
    const feed = await createFeed();
    await addHook(feed);
    receivers.answer(HOST, () => new Promise(() => {}));
    await publish(feed, closing("1"));
    await ringWhenDue(feed);
    const { archive, destinations } = await inspect(feed);
    expect(archive).toMatchObject({ lag: 0, waitingTrades: 0, failures: 0 });
    expect(destinations).toMatchObject([{ waiting: 1, tries: 1, lastError: null }]);
    await publish(feed, closing("2"));
    await ringWhenDue(feed);
    expect((await inspect(feed)).archive).toMatchObject({ lag: 0, waitingTrades: 0 });
  });

  it("is tried again and gets its message when it is back, while another gets it at once", async () => {
    const feed = await createFeed();
    const dead = "dead.fillcast-tests.org";
    await addHook(feed, {}, "path-of-one", dead);
    await addHook(feed, {}, "path-of-another");
    receivers.answer(HOST, ok);
    receivers.answer(dead, () => {
      throw new TypeError("network connection lost");
    });
    await publish(feed, closing("1"));
    await ringWhenDue(feed);
    await vi.waitFor(async () => {
      expect(await inspectAt(feed, dead)).toMatchObject({
        waiting: 1,
        lastError: expect.stringContaining("could not be reached") as string,
      });
      expect(await inspectAt(feed, HOST)).toMatchObject({ waiting: 0 });
    });
    receivers.answer(dead, ok);
    await ringWhenDue(feed);
    await vi.waitFor(async () => expect(await inspectAt(feed, dead)).toMatchObject({ waiting: 0 }));
  });
});

describe("quiet hours and summaries", () => {
  it("hold alerts back until they end, by the clocks of their zone", async () => {
    const feed = await createFeed();
    vi.setSystemTime(Date.UTC(2027, 0, 15, 22, 30));
    await addHook(feed, { quiet: { from: "23:00", to: "07:00", zone: "Europe/Berlin" } });
    receivers.answer(HOST, ok);
    await publish(feed, closing("1"), closing("2"));
    await ringWhenDue(feed);
    expect(receivers.at(HOST)).toEqual([]);
    expect((await inspect(feed)).destinations[0]).toMatchObject({ waiting: 2, dueAt: Date.UTC(2027, 0, 16, 6) });
    await ringWhenDue(feed);
    expect(new Date().toISOString()).toMatch(/^2027-01-16T06:00/);
    await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(1));
    expect(JSON.stringify(bodyOf(receivers.at(HOST)[0]!))).toContain("2 trades closed, +3.00 USDT");
  });

  it("come though nothing happened, and count what was not told", async () => {
    const feed = await createFeed();
    vi.setSystemTime(Date.UTC(2027, 0, 15, 12));
    await addHook(feed, { closed: false, summary: { at: "08:00", zone: "UTC" } });
    receivers.answer(HOST, ok);
    await publish(feed, closing("1"));
    await ringWhenDue(feed);
    await ringWhenDue(feed);
    await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(1));
    expect(new Date().toISOString()).toMatch(/^2027-01-16T08:00/);
    expect(JSON.stringify(bodyOf(receivers.at(HOST)[0]!))).toContain("1 trade closed, +1.50 USDT");
    await vi.waitFor(async () =>
      expect((await inspect(feed)).destinations[0]).toMatchObject({ dueAt: Date.UTC(2027, 0, 17, 8) }),
    );
    await ringWhenDue(feed);
    await vi.waitFor(() => expect(receivers.at(HOST)).toHaveLength(2));
    expect(JSON.stringify(bodyOf(receivers.at(HOST)[1]!))).toContain("No trade closed in the last 24 hours.");
  });
});

describe("what is old", () => {
  it("is not told, and is counted by the summary", async () => {
    const feed = await createFeed();
    await addHook(feed, { exception: true, summary: { at: "08:00", zone: "UTC" } });
    const bot = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const ts = Date.now() - 16 * 60_000;
    const answer = await send("POST", "/v1/events", bot.key, { type: "exception", ts, data: { status: "old" } });
    expect(answer.status).toBe(200);
    expect((await inspect(feed)).destinations).toMatchObject([{ waiting: 0 }]);
    await runInDurableObject(stubOf(feed), (_, { storage: { sql } }) => {
      const { box } = sql.exec("SELECT box FROM destination").one();
      expect(JSON.parse(box as string)).toMatchObject({ waiting: null, tally: { late: 1, exceptions: 0 } });
    });
  });
});
