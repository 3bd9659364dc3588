/**
 * What a read costs, counted in queries and rows: of a feed with a million archived events the same as with ten thousand.
 */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeCursor, firstSeqOf, lastSeqOf, pageOf } from "@fillcast/protocol";
import { createEvent, createPages, writePages, type TestPage } from "../../../support/pages.ts";
import { countingDatabase } from "../../database.ts";
import { createFeed, type CreatedFeed } from "../../edge.ts";
import { readWith, type EventsAnswer } from "../../history-rig.ts";

const SMALL = 10_000;
const LARGE = 1_000_000;
/** Rows read for a page, at most. */
const PAGE_ROWS = 8;

interface Cost {
  readonly queries: number;
  /** Times that the database was asked: several queries go together. */
  readonly trips: number;
  readonly rowsRead: number;
  readonly events: number;
  readonly next: string | null;
}

/** A feed whose archive has `head` events; the room holds the last page of them. */
async function createArchived(head: number): Promise<CreatedFeed> {
  const feed = await createFeed();
  // No bot-1 sends a signal.
  const typeOf = (seq: number) => (seq === 5_000 ? "warning" : seq % 3 === 2 ? "signal" : "status");
  const text = (seq: number) => createEvent(seq, { type: typeOf(seq), data: {} });
  let batch: TestPage[] = [];
  let newest = null as TestPage | null;
  for (const page of createPages(head, 512, text)) {
    newest = page;
    batch.push(page);
    if (batch.length < 64) continue;
    await writePages({ db: env.DB, feed: feed.feed, epoch: feed.epoch }, batch);
    batch = [];
  }
  await writePages({ db: env.DB, feed: feed.feed, epoch: feed.epoch }, batch);
  if (newest === null) throw new Error("an archive of nothing");
  const last = newest;
  await runInDurableObject(env.Feed.getByName(feed.feed), (_, { storage }) => {
    storage.sql.exec(
      `CREATE TABLE page_${last.page} (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL, body TEXT NOT NULL)`,
    );
    storage.sql.exec(
      `INSERT INTO page_${last.page} VALUES (?, ?, ?, ?, ?, ?, ?)`,
      last.first,
      last.last,
      last.maxAt,
      last.text.length,
      Buffer.from(last.chain, "hex"),
      new Uint8Array(28 * (last.last - last.first + 1)),
      last.text,
    );
  });
  await evictDurableObject(env.Feed.getByName(feed.feed));
  return feed;
}

async function costOf(feed: CreatedFeed, path: string): Promise<Cost> {
  const counting = countingDatabase(env.DB);
  const answer = await readWith(feed, path, { DB: counting.db });
  expect(answer.status).toBe(200);
  const { events, next } = await answer.json<EventsAnswer>();
  return { queries: counting.queries, trips: counting.trips, rowsRead: counting.rowsRead, events: events.length, next };
}

describe("a read of a feed with a million archived events", () => {
  let small: CreatedFeed;
  let large: CreatedFeed;
  beforeAll(async () => {
    small = await createArchived(SMALL);
    large = await createArchived(LARGE);
  }, 120_000);

  it("costs what it costs with ten thousand: forwards, backwards, and of one page", async () => {
    const cursorAt = ({ epoch }: CreatedFeed, seq: number) => encodeCursor({ epoch, seq });
    for (const [path, pages, events] of [
      [(feed: CreatedFeed) => `/events?after=${cursorAt(feed, 3_000)}&limit=70`, 1, 70],
      [(feed: CreatedFeed) => `/events?after=${cursorAt(feed, 3_000)}&limit=1000`, 3, 1_000],
      [(feed: CreatedFeed) => `/events?before=${cursorAt(feed, 9_000)}&limit=1000`, 3, 1_000],
      [() => "/pages/7", 1, 512],
    ] as const) {
      const [one, other] = [await costOf(small, path(small)), await costOf(large, path(large))];
      expect(one).toMatchObject({ queries: 1, events });
      // A page's row, as the database counts what is done with it: found, summed up, put in order.
      expect(one.rowsRead).toBeLessThanOrEqual(PAGE_ROWS * pages);
      expect({ ...other, next: null }).toEqual({ ...one, next: null });
    }
  });

  it("costs the same where its filter lets much through, and one look at the chapters where it lets little", async () => {
    const busy = "/events?bot=bot-1";
    expect((await costOf(large, busy)).events).toBe(100);
    // The chapters, what comes after them, and the first pages that match: in one go.
    expect((await costOf(large, busy)).trips).toBe(1);
    expect((await costOf(small, busy)).trips).toBe(2);
    // Of 1,954 pages 1,920 lie in chapters, which two statements look at; each may look at the row after its own.
    const looked = 2 * (2 * 30) + 3 * 34 + 3;
    const rare = await costOf(large, "/events?type=warning");
    expect(rare).toMatchObject({ queries: 3, trips: 1, events: 1, next: null });
    // The chapter that matches is taken apart by both.
    expect(rare.rowsRead).toBeLessThanOrEqual(looked + 4 * 64 + PAGE_ROWS);
    const none = await costOf(large, "/events?type=none");
    expect(none).toMatchObject({ queries: 3, trips: 1, events: 0, next: null });
    expect(none.rowsRead).toBeLessThanOrEqual(looked);
  });

  it("finds a moment by halves", async () => {
    const from = createEvent(700_000).at;
    const found = await costOf(large, `/events?from=${from}&limit=10`);
    expect(found).toMatchObject({ queries: 2, events: 10 });
    expect(found.rowsRead).toBeLessThan(60 + PAGE_ROWS);
    const last = await costOf(large, `/events?to=${createEvent(5).at}`);
    expect(last).toMatchObject({ queries: 2, events: 5, next: null });
  });

  it("opens at most forty pages for a filter, and says how far it came", async () => {
    // Each page may have such events by its keys, and none has.
    const never = "/events?bot=bot-1&type=signal";
    const first = await costOf(large, never);
    expect(first).toMatchObject({ events: 0, next: encodeCursor({ epoch: large.epoch, seq: lastSeqOf(40) }) });
    expect(first.queries).toBe(2 + 40 / 4);
    expect(first.rowsRead).toBeLessThanOrEqual((2 + 64) * 30 + 3 * 34 + 2 + PAGE_ROWS * 40);
    const backwards = await costOf(large, `${never}&before=${encodeCursor({ epoch: large.epoch, seq: LARGE })}`);
    // Of the forty the room gave one.
    const reached = pageOf(LARGE) - 39;
    expect(backwards.next).toBe(encodeCursor({ epoch: large.epoch, seq: firstSeqOf(reached) }));
  });
});
