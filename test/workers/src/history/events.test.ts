/**
 * `GET /v1/feeds/:feed/events` in the runtime: room and archive as one log.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, type FeedEvent } from "@fillcast/protocol";
import { call, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import {
  createHistory,
  dropPages,
  deadDatabase,
  publish,
  read,
  readAll,
  readWith,
  textOf,
  type EventsAnswer,
} from "../../history-rig.ts";

const seqs = (answer: EventsAnswer) => answer.events.map((event) => event.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const cursorOf = ({ epoch }: CreatedFeed, seq: number) => encodeCursor({ epoch, seq });

describe("a feed's events", () => {
  let feed: CreatedFeed;
  /** 1,300 events, of which the room holds those from 1,025 on. */
  beforeAll(async () => {
    feed = await createHistory(1_300);
    await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    await dropPages(feed, 1, 2);
  });

  it("come oldest first, a hundred at a time, with the cursor of the next ones and the head", async () => {
    const answer = await read(feed, "/events");
    expect(seqs(answer)).toEqual(range(1, 100));
    expect(answer.events[0]).toMatchObject({
      id: "event-1",
      type: "x-odd",
      bot: "bot-1",
      pair: "P1/USDT",
      data: { n: 1 },
    });
    expect(answer.next).toBe(cursorOf(feed, 100));
    expect(answer.head).toBe(cursorOf(feed, 1_300));
  });

  it.each(["1", "7", "500", "1000"])(
    "are one log across archive and tail, %s at a time, forwards and backwards",
    async (limit) => {
      const after = cursorOf(feed, limit === "1" ? 1_020 : 0);
      const first = decodeCursor(after)!.seq + 1;
      const upTo = limit === "1" ? 1_030 : 1_300;
      const forwards = await readAll(feed, {
        after,
        limit,
        ...(limit === "1" ? { to: String((await eventAt(feed, upTo)).at) } : {}),
      });
      expect(forwards.flatMap(seqs).slice(0, upTo - first + 1)).toEqual(range(first, upTo));
      expect(forwards.slice(0, -1).every((answer) => answer.events.length === Number(limit))).toBe(true);
      if (limit === "1") return;
      const backwards = await readAll(feed, { before: cursorOf(feed, 1_301), limit });
      expect(backwards.flatMap(seqs)).toEqual(range(1, 1_300).reverse());
    },
  );

  it("before a cursor leave out the cursor's own, as those after it do", async () => {
    const before = await read(feed, `/events?before=${cursorOf(feed, 1_026)}&limit=3`);
    expect(seqs(before)).toEqual([1_025, 1_024, 1_023]);
    expect(before.next).toBe(cursorOf(feed, 1_023));
    expect(seqs(await read(feed, `/events?after=${cursorOf(feed, 1_023)}&limit=2`))).toEqual([1_024, 1_025]);
    const between = `/events?after=${cursorOf(feed, 1_022)}&before=${cursorOf(feed, 1_026)}`;
    expect(await read(feed, between)).toMatchObject({ next: null });
    expect(seqs(await read(feed, between))).toEqual([1_025, 1_024, 1_023]);
  });

  it("end with a next of null: at the head, beyond it, and before the first", async () => {
    expect(await read(feed, `/events?after=${cursorOf(feed, 1_299)}`)).toMatchObject({ next: null });
    expect(await read(feed, `/events?after=${cursorOf(feed, 1_300)}`)).toMatchObject({ events: [], next: null });
    expect(await read(feed, `/events?after=${cursorOf(feed, 9_999)}`)).toMatchObject({ events: [], next: null });
    expect(await read(feed, `/events?before=${cursorOf(feed, 1)}`)).toMatchObject({ events: [], next: null });
  });

  it("are filtered by type, bot and pair, in one parameter or several", async () => {
    const filtered = async (query: Record<string, string> | string) =>
      (await readAll(feed, typeof query === "string" ? Object.fromEntries(new URLSearchParams(query)) : query)).flatMap(
        seqs,
      );
    expect(await filtered({ type: "x-even", limit: "1000" })).toEqual(range(1, 1_300).filter((n) => n % 2 === 0));
    expect(await filtered({ bot: "bot-0,bot-2", pair: "P1/USDT" })).toEqual(
      range(1, 1_300).filter((n) => n % 3 !== 1 && n % 5 === 1),
    );
    expect(await filtered({ type: "x-none" })).toEqual([]);
    expect(await filtered({ type: "x-odd", before: cursorOf(feed, 1_100) })).toEqual(
      range(1, 1_099)
        .filter((n) => n % 2 === 1)
        .reverse(),
    );
    const repeated = await read(feed, "/events?type=x-even&type=x-odd&limit=3");
    expect(seqs(repeated)).toEqual([1, 2, 3]);
  });

  it("are searched by words, across archive and tail, together with the other filters", async () => {
    const found = async (query: Record<string, string>) => (await readAll(feed, query)).flatMap(seqs);
    const those = range(1, 1_300).filter((n) => String(n).includes("77"));
    expect(await found({ q: "77", limit: "1000" })).toEqual(those);
    expect(await found({ q: "BOT-2  77 x-odd", before: cursorOf(feed, 5_000) })).toEqual(
      those.filter((n) => n % 3 === 2 && n % 2 === 1).toReversed(),
    );
    expect(await found({ q: "77", pair: "P1/USDT" })).toEqual(those.filter((n) => n % 5 === 1));
    expect(await found({ q: "nowhere" })).toEqual([]);
    expect(await found({ q: "", limit: "1000" })).toEqual(range(1, 1_300));
  });

  it("are bounded in time, ends included, by ms or ISO instants", async () => {
    const from = (await eventAt(feed, 400)).at;
    const to = (await eventAt(feed, 1_200)).at;
    const all = (await readAll(feed, { limit: "1000" })).flatMap((answer) => answer.events);
    const wanted = all.filter(({ at }) => at >= from && at <= to).map(({ seq }) => seq);
    for (const [start, end] of [
      [String(from), String(to)],
      [new Date(from).toISOString(), new Date(to).toISOString()],
    ] as const) {
      expect((await readAll(feed, { from: start, to: end, limit: "1000" })).flatMap(seqs)).toEqual(wanted);
      const backwards = await readAll(feed, { from: start, to: end, limit: "1000", before: cursorOf(feed, 5_000) });
      expect(backwards.flatMap(seqs)).toEqual(wanted.toReversed());
    }
    expect(await read(feed, `/events?from=${to + 1_000_000}`)).toMatchObject({ events: [], next: null });
  });

  it("are streamed as lines to the end of the log, the bytes that were stored", async () => {
    const answer = await send("GET", `/v1/feeds/${feed.feed}/events`, feed.key, undefined, {
      Accept: "application/x-ndjson",
    });
    expect(answer.headers.get("Content-Type")).toBe("application/x-ndjson");
    expect(answer.headers.get("X-Fillcast-Head")).toBe(cursorOf(feed, 1_300));
    expect(answer.headers.get("X-Fillcast-Next")).toBeNull();
    const lines = (await textOf(answer)).trimEnd().split("\n");
    const json = (await readAll(feed, { limit: "1000" })).flatMap((page) => page.events);
    expect(lines).toEqual(json.map((event) => JSON.stringify(event)));
    const some = await send(
      "GET",
      `/v1/feeds/${feed.feed}/events?before=${cursorOf(feed, 1_031)}&limit=10`,
      feed.key,
      undefined,
      {
        Accept: "application/x-ndjson",
      },
    );
    expect(some.headers.get("X-Fillcast-Next")).toBe(cursorOf(feed, 1_021));
    const sought = (await textOf(some))
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as FeedEvent).seq);
    expect(sought).toEqual(range(1_021, 1_030).reverse());
  });

  it("of another life of the log are gone, and parameters that are no such thing are named", async () => {
    const get = async (query: string) =>
      problemOf(await send("GET", `/v1/feeds/${feed.feed}/events?${query}`, feed.key));
    expect(await get("after=0mwv1x9q0_0000000000000001")).toEqual([410, "position-expired"]);
    expect(await get("before=0mwv1x9q0_0000000000000001")).toEqual([410, "position-expired"]);
    for (const query of [
      "after=12",
      "before=x",
      "limit=0",
      "limit=1001",
      "limit=ten",
      "from=yesterday",
      "to=-1",
      `q=${"x".repeat(101)}`,
      "q=a+b+c+d+e+f+g+h+i",
    ]) {
      const answer = await send("GET", `/v1/feeds/${feed.feed}/events?${query}`, feed.key);
      expect(answer.status).toBe(400);
      const { type, detail } = await answer.json<{ type: string; detail: string }>();
      expect(type).toBe("/problems/invalid-request");
      expect(detail).toContain(`parameter ${query.split("=")[0]} `);
    }
  });

  it("open to a key that may subscribe to this feed, and to no other", async () => {
    const path = `/v1/feeds/${feed.feed}/events`;
    const other = await createHistory(1);
    const subscriber = await issueKey(feed, { scope: "subscribe" });
    const publisher = await issueKey(feed, { scope: "publish", bot: "b" });
    expect((await send("GET", path, subscriber.key)).status).toBe(200);
    expect(await problemOf(await send("GET", path, publisher.key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await send("GET", path, other.key))).toEqual([403, "forbidden"]);
    expect(await problemOf(await call(path))).toEqual([401, "unauthenticated"]);
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${subscriber.id}`, feed.key);
    expect(await problemOf(await send("GET", path, subscriber.key))).toEqual([401, "key-revoked"]);
  });

  it("say where the time went", async () => {
    const answer = await send("GET", `/v1/feeds/${feed.feed}/events`, feed.key);
    expect(answer.headers.get("Server-Timing")).toMatch(/room;dur=[\d.]+, d1;dur=[\d.]+, total;dur=/);
    await answer.body?.cancel();
  });

  it("come from the tail while the archive is dead, and are refused where only it has them", async () => {
    const DB = deadDatabase();
    const tail = await readWith(feed, `/events?after=${cursorOf(feed, 1_024)}&limit=1000`, { DB });
    expect(seqs(await tail.json<EventsAnswer>())).toEqual(range(1_025, 1_300));
    const timed = await readWith(feed, `/events?after=${cursorOf(feed, 1_100)}&from=1&limit=1000`, { DB });
    expect(seqs(await timed.json<EventsAnswer>())).toEqual(range(1_101, 1_300));
    const old = await readWith(feed, "/events", { DB });
    expect(old.headers.get("Retry-After")).toBe("5");
    expect(await problemOf(old)).toEqual([503, "archive-unavailable"]);
    const lines = await readWith(feed, "/events", { DB }, { Accept: "application/x-ndjson" });
    expect(await problemOf(lines)).toEqual([503, "archive-unavailable"]);
  });

  it("are refused, never skipped, where the archive has lost a page", async () => {
    const holed = await createHistory(1_600);
    await runDurableObjectAlarm(env.Feed.getByName(holed.feed));
    await dropPages(holed, 1, 2, 3);
    await env.DB.prepare("DELETE FROM page WHERE feed = ? AND page = 2").bind(holed.feed).run();
    for (const query of ["", "?type=x-none", `?before=${cursorOf(holed, 1_600)}&limit=1000`]) {
      const answers = await Promise.allSettled([readAll(holed, Object.fromEntries(new URLSearchParams(query)))]);
      expect(answers[0]).toMatchObject({
        status: "rejected",
        reason: { message: expect.stringContaining("503") as string },
      });
    }
    const broken = await send(
      "GET",
      `/v1/feeds/${holed.feed}/events?after=${cursorOf(holed, 400)}`,
      holed.key,
      undefined,
      { Accept: "application/x-ndjson" },
    );
    await expect(textOf(broken)).rejects.toThrow();
  });
});

describe("a log that moves on while it is read", () => {
  it("has every event once, while pages are sealed, archived and dropped between a reader's requests", async () => {
    const feed = await createHistory(700);
    const forwards: number[] = [];
    let cursor = cursorOf(feed, 0);
    let head = 700;
    let dropped = 0;
    for (;;) {
      const answer = await read(feed, `/events?after=${cursor}&limit=170`);
      forwards.push(...seqs(answer));
      if (answer.next === null && head >= 2_600) break;
      cursor = answer.next ?? answer.head;
      if (head < 2_600) await publish(feed, head + 1, (head += 190));
      await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
      if (512 * (dropped + 1) < head - 300) await dropPages(feed, ++dropped);
    }
    expect(forwards).toEqual(range(1, head));
    expect(dropped).toBeGreaterThan(2);
  });
});

async function eventAt(feed: CreatedFeed, seq: number): Promise<FeedEvent> {
  const answer = await read(feed, `/events?after=${cursorOf(feed, seq - 1)}&limit=1`);
  return answer.events[0]!;
}
