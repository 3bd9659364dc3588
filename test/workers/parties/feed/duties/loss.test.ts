/**
 * The restore drill of the operating guide: D1 goes back to an earlier point while rooms go on. Nothing that was acknowledged
 * may be lost, and until all is there again the inspection says what is not.
 */
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FeedEvent, Trade } from "@fillcast/protocol";
import { createFeed, send, type CreatedFeed } from "../../../edge.ts";
import { publish, textOf } from "../../../history-rig.ts";

const EARLY_EVENTS = 1_800;
const EVENTS = 5_800;
const DAY_MS = 86_400_000;
/** Pages leave the room when this many events are newer. */
const TAIL_EVENTS = 4_096;

afterEach(() => {
  vi.useRealTimers();
});

interface ArchiveReport {
  readonly seq: number;
  readonly lag: number;
  readonly problem: string | null;
}

/** What the inspection says, asked when it looks again: it does so once a second. */
async function archiveOf(feed: CreatedFeed): Promise<ArchiveReport> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
  const answer = await send("GET", `/v1/rooms/${feed.feed}`, feed.key);
  return (await answer.json<{ archive: ArchiveReport }>()).archive;
}

/** Publishes trades `first` … `last`, each opened and closed: two events a trade. */
async function trade(feed: CreatedFeed, first: number, last: number): Promise<void> {
  const events = [];
  for (let n = first; n <= last; n++) {
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
    const common = { bot: "spot", pair: "BTC/USDT", trade: { id: String(n), openedAt: at, direction: "long" } };
    events.push(
      { ...common, id: `in-${n}`, type: "entry_fill", data: { open_rate: "100", amount: "1", stake_currency: "USDT" } },
      { ...common, id: `out-${n}`, type: "exit_fill", data: { close_rate: "101", amount: "1", is_final_exit: true } },
    );
  }
  for (let from = 0; from < events.length; from += 400) {
    const answer = await send("POST", "/v1/events", feed.key, events.slice(from, from + 400));
    if (answer.status !== 200) throw new Error(await answer.text());
    await answer.body?.cancel();
  }
}

/** The feed's rows as they are now, and a way back to them. */
async function remember(
  { feed }: CreatedFeed,
  tables: readonly string[] = ["page", "trade"],
): Promise<() => Promise<void>> {
  const kept: { readonly table: string; readonly rows: readonly Record<string, unknown>[] }[] = [];
  for (const table of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE feed = ?`).bind(feed).run();
    kept.push({ table, rows: results });
  }
  return async () => {
    for (const { table, rows } of kept) {
      await env.DB.prepare(`DELETE FROM ${table} WHERE feed = ?`).bind(feed).run();
      for (const row of rows) {
        const names = Object.keys(row);
        const insert = `INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`;
        const values = Object.values(row).map((value) => (Array.isArray(value) ? new Uint8Array(value) : value));
        await env.DB.prepare(insert)
          .bind(...values)
          .run();
      }
    }
  };
}

/** What D1 has of the feed, without the bodies: how far each part goes and its digest, and the trades. */
async function contentOf({ feed }: CreatedFeed): Promise<{ readonly pages: unknown[]; readonly trades: unknown[] }> {
  const pages = await env.DB.prepare(
    "SELECT page, part, first, last, hex(chain) AS chain FROM page WHERE feed = ? ORDER BY page, part",
  )
    .bind(feed)
    .run();
  const trades = await env.DB.prepare("SELECT key, body FROM trade WHERE feed = ? ORDER BY key").bind(feed).run();
  return { pages: pages.results, trades: trades.results };
}

/** Rings the alarm until it is not set again; returns the problems that were said in between. */
async function settle(feed: CreatedFeed): Promise<(string | null)[]> {
  const said: (string | null)[] = [];
  for (let ring = 0; ring < 20; ring++) {
    if (!(await runDurableObjectAlarm(env.Feed.getByName(feed.feed)))) break;
    said.push((await archiveOf(feed)).problem);
  }
  return said;
}

async function seqsOf(feed: CreatedFeed): Promise<number[]> {
  const answer = await send("GET", `/v1/feeds/${feed.feed}/events`, feed.key, undefined, {
    Accept: "application/x-ndjson",
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  const lines = (await textOf(answer)).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as FeedEvent).seq);
}

async function tradesOf(feed: CreatedFeed): Promise<Trade[]> {
  const answer = await send("GET", `/v1/feeds/${feed.feed}/trades?limit=1000`, feed.key);
  return (await answer.json<{ trades: Trade[] }>()).trades;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** A feed with 200 trades and 5,800 events, archived; `restore` takes D1 back to when it had 60 of them and 1,800. */
async function createRestorable(tables?: readonly string[]): Promise<{
  readonly feed: CreatedFeed;
  readonly restore: () => Promise<void>;
}> {
  const feed = await createFeed();
  await trade(feed, 1, 60);
  await publish(feed, 121, EARLY_EVENTS);
  await settle(feed);
  const restore = await remember(feed, tables);
  await trade(feed, 61, 200);
  await publish(feed, EARLY_EVENTS + 281, EVENTS);
  await settle(feed);
  expect(await archiveOf(feed)).toMatchObject({ seq: EVENTS, lag: 0, problem: null });
  expect(await tradesOf(feed)).toHaveLength(200);
  return { feed, restore };
}

/** All that D1 had, as a way to lose it: `restore` to the very beginning. */
async function eraseRows({ feed }: CreatedFeed): Promise<void> {
  for (const table of ["page", "trade"]) await env.DB.prepare(`DELETE FROM ${table} WHERE feed = ?`).bind(feed).run();
}

describe("a database that is restored to an earlier point", () => {
  it.each([
    ["pages and ledger", "a new event", undefined, false],
    ["pages and ledger", "nobody posting", undefined, false],
    ["pages and ledger", "a room that slept", undefined, true],
    ["the pages alone", "a new event", ["page"], false],
    ["the ledger alone", "a new event", ["trade"], false],
    ["the ledger alone", "a room that slept", ["trade"], true],
  ] as const)("gets %s again, with %s", async (_, occasion, tables, sleeps) => {
    const { feed, restore } = await createRestorable(tables);
    const before = await contentOf(feed);
    await restore();
    if (sleeps) await evictDurableObject(env.Feed.getByName(feed.feed));
    if (occasion !== "a new event") {
      // The inspection asks, and sees to it that the room looks at it.
      expect((await archiveOf(feed)).problem).toMatch(/restored to an earlier point/);
    } else {
      await publish(feed, EVENTS + 1, EVENTS + 1);
    }
    const said = await settle(feed);
    expect(said.at(-1)).toBeNull();
    const head = EVENTS + (occasion === "a new event" ? 1 : 0);
    expect(await archiveOf(feed)).toMatchObject({ seq: head, lag: 0, problem: null });
    const after = await contentOf(feed);
    expect(after.trades).toEqual(before.trades);
    expect(after.pages.slice(0, before.pages.length - 1)).toEqual(before.pages.slice(0, -1));
    expect(await seqsOf(feed)).toEqual(upTo(head));
    expect(await tradesOf(feed)).toHaveLength(200);
  });

  it("keeps what it lost in the room when a day passes before anybody looks", async () => {
    const { feed, restore } = await createRestorable();
    await restore();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + DAY_MS + 60_000 });
    await publish(feed, EVENTS + 1, EVENTS + 1);
    await settle(feed);
    expect(await archiveOf(feed)).toMatchObject({ seq: EVENTS + 1, problem: null });
    const answer = await send("GET", `/v1/rooms/${feed.feed}`, feed.key);
    const { oldest } = await answer.json<{ oldest: number }>();
    // It let go of pages only when they were there again.
    expect(oldest).toBeGreaterThan(512);
    expect(await seqsOf(feed)).toEqual(upTo(EVENTS + 1));
    expect(await tradesOf(feed)).toHaveLength(200);
  });

  it("that lost everything gets everything that the room still has", async () => {
    const { feed } = await createRestorable();
    const before = await contentOf(feed);
    await eraseRows(feed);
    expect((await archiveOf(feed)).problem).toContain("no longer has the events up to 5800");
    await settle(feed);
    expect(await contentOf(feed)).toEqual(before);
    expect((await archiveOf(feed)).problem).toBeNull();
  });

  it("says which events neither it nor the room has, and finds them again after a restore to a later point", async () => {
    const { feed } = await createRestorable();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + DAY_MS + 60_000 });
    await publish(feed, EVENTS + 1, EVENTS + 1);
    await settle(feed);
    const gone = Math.floor((EVENTS + 1 - TAIL_EVENTS) / 512) * 512;
    const later = await remember(feed);
    await eraseRows(feed);
    expect((await archiveOf(feed)).problem).not.toBeNull();
    await settle(feed);
    expect((await archiveOf(feed)).problem).toContain(`Events 1 to ${gone} are missing from the database`);
    const hole = await send("GET", `/v1/feeds/${feed.feed}/events?limit=10`, feed.key);
    expect(hole.status).toBe(503);
    expect(await hole.text()).not.toContain("Nothing is lost");
    // Live goes on, and so does the archive of what is new.
    await publish(feed, EVENTS + 2, EVENTS + 2);
    await settle(feed);
    expect(await archiveOf(feed)).toMatchObject({ seq: EVENTS + 2, lag: 0 });
    await later();
    await publish(feed, EVENTS + 3, EVENTS + 3);
    await settle(feed);
    expect(await archiveOf(feed)).toMatchObject({ seq: EVENTS + 3, lag: 0, problem: null });
    expect(await seqsOf(feed)).toEqual(upTo(EVENTS + 3));
    expect(await tradesOf(feed)).toHaveLength(200);
  });
});
