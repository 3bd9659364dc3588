/**
 * Both copies of a feed's log as they lie in the state folder of a local start, read from the SQLite files of the room and
 * of D1. Opens them for reading only, whether the server runs or not.
 */
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { RECORD_SEPARATOR, firstSeqOf } from "@fillcast/protocol";
import { describeLoss, type Loss } from "../../parties/feed/duties/loss.ts";
import type { PartRow } from "../../archive/page.ts";
import { cutPart, rowsToParts } from "../../archive/parts.ts";
import { CannotVerify, type Bounds, type CopyName, type LogCopies, type PageCopy } from "./copies.ts";

/** Finds the feed's files by what is in them. Read the room's pages before it goes on: close when done. */
export function openStateCopies(stateDir: string, feed: string): LogCopies & { close(): void } {
  if (!existsSync(stateDir)) throw new CannotVerify(`The folder ${stateDir} does not exist.`);
  const databases = globSync(join(stateDir, "**", "*.sqlite")).map(
    (path) => new DatabaseSync(path, { readOnly: true }),
  );
  const close = (): void => databases.forEach((database) => database.close());
  const room = databases.find((database) => isRoomOf(database, feed));
  const archive = databases.find((database) => hasTables(database, ["page", "trade", "feed"]));
  if (room === undefined || archive === undefined) {
    close();
    throw new CannotVerify(`${stateDir} has no feed ${feed}.`);
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
  if (oldest === undefined || newest === undefined) return { epoch, head: 0, oldest: 1, archived: 0, problem: null };
  const { head } = room.prepare(`SELECT max(last) AS head FROM page_${newest}`).get() as { head: number };
  const { archived, loss } = readNoted(room);
  const problem = loss == null ? null : describeLoss(loss, archived, null);
  return { epoch, head, oldest: firstSeqOf(oldest), archived: Math.max(archived, firstSeqOf(oldest) - 1), problem };
}

/** What the room had noted of its archive; it may be further by now. */
function readNoted(room: DatabaseSync): { readonly archived: number; readonly loss?: Loss | null } {
  const parts = room.prepare("SELECT bytes FROM checkpoint ORDER BY part").all() as { bytes: Uint8Array }[];
  if (parts.length === 0) return { archived: 0 };
  return JSON.parse(Buffer.concat(parts.map(({ bytes }) => bytes)).toString("utf8")) as { archived: number };
}

function readRoomPage(room: DatabaseSync, page: number): PageCopy {
  if (!hasTables(room, [`page_${page}`])) return { kind: "absent" };
  const rows = room.prepare(`SELECT last, chain, body FROM page_${page} ORDER BY first`).all() as {
    last: number;
    chain: Uint8Array;
    body: string;
  }[];
  const kept = new Map(rows.map(({ last, chain }) => [last, Buffer.from(chain).toString("hex")]));
  const text = rows.map(({ body }) => body).join(RECORD_SEPARATOR);
  return { kind: "page", first: firstSeqOf(page), text, chain: [...kept.values()].at(-1) ?? "", kept };
}

async function readArchivePage(
  archive: DatabaseSync,
  feed: string,
  { epoch }: Bounds,
  page: number,
): Promise<PageCopy> {
  const rows = archive
    .prepare(
      `SELECT page, part, first, last, chain, hex(body) AS body FROM page
       WHERE feed = ? AND epoch = ? AND page = ? ORDER BY part`,
    )
    .all(feed, epoch, page) as unknown as PartRow[];
  if (rows.length === 0) return { kind: "absent" };
  const texts: string[] = [];
  const kept = new Map<number, string>();
  let through = firstSeqOf(page) - 1;
  try {
    for await (const part of rowsToParts(Readable.from(rows), "forward")) {
      if (part.last <= through) continue;
      const { text, last, chain } = cutPart(part, through, Infinity);
      texts.push(text);
      if (chain !== null) kept.set(last, chain);
      through = last;
    }
    const chain = [...kept.values()].at(-1) ?? "";
    return { kind: "page", first: firstSeqOf(page), text: texts.join(RECORD_SEPARATOR), chain, kept };
  } catch (error) {
    return { kind: "unreadable", detail: error instanceof Error ? error.message : String(error) };
  }
}
