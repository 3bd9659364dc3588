/**
 * The directory of feeds in D1, and its only SQL. It tells whether a feed exists before a room is addressed without a key as
 * proof, because addressing a Durable Object creates it. Every outcome is a value, also a database that refuses or is too
 * slow (archive-unavailable).
 */
import type { Refused } from "@fillcast/protocol";
import { askDatabase } from "../ask-database.ts";

/** A feed as the directory has it. */
export interface FeedEntry {
  readonly feed: string;
  /** A location hint, or `auto` where none was known. */
  readonly region: string;
  /** Null while its creation is under way, or broke off. */
  readonly epoch: string | null;
  /** ms since 1970. */
  readonly createdAt: number;
  /** ms since 1970; not null on a tombstone. */
  readonly erasedAt: number | null;
}

/** Long enough for a database that is far away, short enough for somebody who waits. */
const DEADLINE_MS = 5_000;

/** The feed's entry, null if there never was one. */
export async function findFeed(db: D1Database, feed: string): Promise<FeedEntry | null | Refused> {
  return ask(async () => {
    const row = await selectFeed(db, feed).first<FeedRow>();
    return row === null ? null : toEntry(row);
  });
}

/** Enters a feed that is to be created, unless it has an entry; answers with the one that is there afterwards. */
export async function enterFeed(
  db: D1Database,
  entry: { readonly feed: string; readonly region: string; readonly createdAt: number },
): Promise<FeedEntry | Refused> {
  return ask(async () => {
    const insert = db
      .prepare("INSERT INTO feed (feed, region, created_at) VALUES (?, ?, ?) ON CONFLICT (feed) DO NOTHING")
      .bind(entry.feed, entry.region, entry.createdAt);
    const [, selected] = await db.batch<FeedRow>([insert, selectFeed(db, entry.feed)]);
    return toEntry(selected!.results[0]!);
  });
}

/** The room is there: its epoch makes the entry complete. False if another request did so already. */
export async function completeFeed(db: D1Database, feed: string, epoch: string): Promise<boolean | Refused> {
  return ask(async () => {
    const { meta } = await db
      .prepare("UPDATE feed SET epoch = ? WHERE feed = ? AND epoch IS NULL AND erased_at IS NULL")
      .bind(epoch, feed)
      .run();
    return meta.changes === 1;
  });
}

/** The feeds that exist after a name, in the order of their names, at most `limit`. */
export async function listFeeds(db: D1Database, after: string, limit: number): Promise<readonly FeedEntry[] | Refused> {
  return ask(async () => {
    const { results } = await db
      .prepare(
        "SELECT feed, region, epoch, created_at, erased_at FROM feed WHERE feed > ? AND epoch IS NOT NULL AND erased_at IS NULL ORDER BY feed LIMIT ?",
      )
      .bind(after, limit)
      .all<FeedRow>();
    return results.map(toEntry);
  });
}

/** Makes the entry a tombstone: the name is never given out again. A repeat keeps the first time. */
export async function buryFeed(db: D1Database, feed: string, nowMs: number): Promise<Refused | null> {
  return ask(async () => {
    await db.prepare("UPDATE feed SET erased_at = ? WHERE feed = ? AND erased_at IS NULL").bind(nowMs, feed).run();
    return null;
  });
}

interface FeedRow {
  readonly feed: string;
  readonly region: string;
  readonly epoch: string | null;
  readonly created_at: number;
  readonly erased_at: number | null;
}

function selectFeed(db: D1Database, feed: string): D1PreparedStatement {
  return db.prepare("SELECT feed, region, epoch, created_at, erased_at FROM feed WHERE feed = ?").bind(feed);
}

function toEntry(row: FeedRow): FeedEntry {
  const { feed, region, epoch, created_at: createdAt, erased_at: erasedAt } = row;
  return { feed, region, epoch, createdAt, erasedAt };
}

function ask<Value>(question: () => Promise<Value>): Promise<Value | Refused> {
  return askDatabase("The directory of feeds", DEADLINE_MS, question);
}
