/**
 * Feeds with an archive of any length, without publishing for an hour: pages go into D1 as the room writes them, and the last
 * of them into the room's own file, as if it had let go of the others. Done while nobody reads.
 */
import type { ArchivedLog } from "../../archive/tables.ts";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createEvent, createPages, writePages, type TestPage } from "../../test/support/pages.ts";

/** Some gzip and one batch of statements each. */
const PAGES_AT_ONCE = 64;
const EVENTS_PER_RECORD = 8;
const RARE_SHARES = [0.25, 0.5, 0.75];
/** `sha` of id and body: what an event is recognised by. */
const DIGEST_BYTES = 28;

/** The type that few events have, the same number of them however long the archive is. */
export const RARE_TYPE = "x-rare";

/** Their seqs, ascending. */
export function rareSeqs(head: number): number[] {
  return RARE_SHARES.map((share) => Math.floor(head * share));
}

/** Archives `head` events; the page that is the room's. */
export async function fillArchive(log: ArchivedLog, head: number): Promise<TestPage> {
  const rare = new Set(rareSeqs(head));
  const toEvent = (seq: number) => createEvent(seq, { type: rare.has(seq) ? RARE_TYPE : "x-bench" });
  let batch: TestPage[] = [];
  let newest: TestPage | null = null;
  const write = async (): Promise<void> => {
    await writePages(log, batch);
    batch = [];
  };
  for (const page of createPages(head, EVENTS_PER_RECORD, toEvent)) {
    newest = page;
    batch.push(page);
    if (batch.length === PAGES_AT_ONCE) await write();
  }
  await write();
  if (newest === null) throw new Error("an archive of nothing");
  return newest;
}

/** Gives the room of a feed its page; its server must be down. */
export function fillRoom(stateDir: string, feed: string, page: TestPage): void {
  for (const file of readdirSync(stateDir, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".sqlite")) continue;
    const database = new DatabaseSync(join(stateDir, file));
    try {
      if (!isRoomOf(database, feed)) continue;
      database.exec(
        `CREATE TABLE page_${page.page} (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL, body TEXT NOT NULL, key TEXT)`,
      );
      const digests = new Uint8Array(DIGEST_BYTES * (page.last - page.first + 1));
      database
        .prepare(`INSERT INTO page_${page.page} VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`)
        .run(
          page.first,
          page.last,
          page.maxAt,
          Buffer.byteLength(page.text),
          Buffer.from(page.chain, "hex"),
          digests,
          page.text,
        );
      return;
    } finally {
      database.close();
    }
  }
  throw new Error(`no room of ${feed} below ${stateDir}`);
}

/** A room's file has a table `feed` of one row with its name; D1's directory has no such column. */
function isRoomOf(database: DatabaseSync, feed: string): boolean {
  try {
    return database.prepare("SELECT 1 FROM feed WHERE one = 1 AND name = ?").get(feed) !== undefined;
  } catch {
    return false;
  }
}
