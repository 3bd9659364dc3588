/**
 * Both copies of a feed's log as they lie in the state folder of a local start, read from the SQLite files of the room and
 * of D1. Opens them for reading only, whether the server runs or not.
 */
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RECORD_SEPARATOR, firstSeqOf } from "@fillcast/protocol";
import { decodePage, type PageRow } from "../../src/archive/page.ts";
import { CannotVerify, type Bounds, type CopyName, type LogCopies, type PageCopy } from "./copies.ts";

/** Finds the feed's files by what is in them. Read the room's pages before it goes on: close when done. */
export function openStateCopies(stateDir: string, feed: string): LogCopies & { close(): void } {
  if (!existsSync(stateDir)) throw new CannotVerify(`There is no folder ${stateDir}.`);
  const databases = globSync(join(stateDir, "**", "*.sqlite")).map(
    (path) => new DatabaseSync(path, { readOnly: true }),
  );
  const close = (): void => databases.forEach((database) => database.close());
  const room = databases.find((database) => isRoomOf(database, feed));
  const archive = databases.find((database) => hasTables(database, ["page", "trade", "feed"]));
  if (room === undefined || archive === undefined) {
    close();
    throw new CannotVerify(`${stateDir} holds no feed ${feed}.`);
  }
  // One snapshot of the room, taken before the archive is looked at: what it has let go of by then is archived.
  room.exec("BEGIN");
  const bounds = readBounds(room);
  const readPage = async (copy: CopyName, page: number): Promise<PageCopy> => {
    if (copy === "served") return { kind: "absent" };
    return copy === "room" ? readRoomPage(room, page) : readArchivePage(archive, feed, bounds, page);
  };
  return { bounds, areServed: false, readPage, close };
}

function isRoomOf(database: DatabaseSync, feed: string): boolean {
  if (!hasTables(database, ["feed", "sealed", "checkpoint"])) return false;
  return database.prepare("SELECT 1 FROM feed WHERE name = ?").get(feed) !== undefined;
}

function hasTables(database: DatabaseSync, names: readonly string[]): boolean {
  const found = new Set(tablesOf(database));
  return names.every((name) => found.has(name));
}

function tablesOf(database: DatabaseSync): string[] {
  return database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
}

function readBounds(room: DatabaseSync): Bounds {
  const { epoch } = room.prepare("SELECT epoch FROM feed").get() as { epoch: string };
  const pages = tablesOf(room)
    .filter((name) => /^page_\d+$/.test(name))
    .map((name) => Number(name.slice("page_".length)))
    .sort((a, b) => a - b);
  const [oldest] = pages;
  const newest = pages.at(-1);
  if (oldest === undefined || newest === undefined) return { epoch, head: 0, oldest: 1, archived: 0 };
  const { head } = room.prepare(`SELECT max(last) AS head FROM page_${newest}`).get() as { head: number };
  return { epoch, head, oldest: firstSeqOf(oldest), archived: Math.max(readWatermark(room), firstSeqOf(oldest) - 1) };
}

/** Up to where the room had noted that it is archived; it may be further by now. */
function readWatermark(room: DatabaseSync): number {
  const parts = room.prepare("SELECT bytes FROM checkpoint ORDER BY part").all() as { bytes: Uint8Array }[];
  if (parts.length === 0) return 0;
  return (JSON.parse(Buffer.concat(parts.map(({ bytes }) => bytes)).toString("utf8")) as { archived: number }).archived;
}

function readRoomPage(room: DatabaseSync, page: number): PageCopy {
  if (!hasTables(room, [`page_${page}`])) return { kind: "absent" };
  const rows = room.prepare(`SELECT chain, body FROM page_${page} ORDER BY first`).all() as {
    chain: Uint8Array;
    body: string;
  }[];
  const chains = rows.map(({ chain }) => Buffer.from(chain).toString("hex"));
  const text = rows.map(({ body }) => body).join(RECORD_SEPARATOR);
  return { kind: "page", first: firstSeqOf(page), text, chain: chains.at(-1) ?? "", chains };
}

async function readArchivePage(
  archive: DatabaseSync,
  feed: string,
  { epoch }: Bounds,
  page: number,
): Promise<PageCopy> {
  const rows = archive
    .prepare(
      `SELECT page, part, first, last, min_at, max_at, keys, chain, hex(body) AS body FROM page
       WHERE feed = ? AND epoch = ? AND page = ? ORDER BY part`,
    )
    .all(feed, epoch, page) as unknown as PageRow[];
  if (rows.length === 0) return { kind: "absent" };
  try {
    const { first, text, chain } = await decodePage(rows);
    return { kind: "page", first, text, chain };
  } catch (error) {
    return { kind: "unreadable", detail: error instanceof Error ? error.message : String(error) };
  }
}
