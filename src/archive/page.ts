/**
 * A page as it is archived: its records' text, compressed, in rows of at most 512 KiB, with what lets a reader skip it. Owns
 * both directions of that encoding and what is inside a page's text. The records themselves stay as the room encoded them.
 */
import { CHUNK_MAX_BYTES, EVENT_SEPARATOR, RECORD_SEPARATOR, type FeedEvent } from "@fillcast/protocol";
import { gunzip, gzip } from "./gzip.ts";

/** A page on its way into the archive: sealed, or open and so far. */
export interface PageText {
  readonly page: number;
  readonly first: number;
  readonly last: number;
  /** The room's clock at the first and the last event, ms since 1970. */
  readonly minAt: number;
  readonly maxAt: number;
  /** After its last record. */
  readonly chain: Uint8Array;
  /** Records joined by the record separator. */
  readonly text: string;
}

/** A page as it comes out of the archive. */
export interface ArchivedPage extends Omit<PageText, "chain"> {
  /** Hex. */
  readonly chain: string;
}

/** A row of the table `page` but for feed and epoch. */
export interface PageRow {
  readonly page: number;
  readonly part: number;
  readonly first: number;
  readonly last: number;
  readonly min_at: number;
  readonly max_at: number;
  readonly keys: string;
  readonly chain: string;
  /** Hex on its way, since D1 moves a BLOB as a list of numbers, at four times the cost; bytes in the table. */
  readonly body: string;
}

/** What is inside a page, each name once: what filters skip pages by. */
export interface PageKeys {
  readonly types: readonly string[];
  readonly bots: readonly string[];
  readonly pairs: readonly string[];
}

/** The rows of a page, part 0 first. */
export async function encodePage(page: PageText): Promise<PageRow[]> {
  const body = await gzip(page.text);
  const { first, last, minAt: min_at, maxAt: max_at } = page;
  const chain = Buffer.from(page.chain).toString("hex");
  return Array.from({ length: Math.max(1, Math.ceil(body.byteLength / CHUNK_MAX_BYTES)) }, (_, part) => ({
    page: page.page,
    part,
    first,
    last,
    min_at,
    max_at,
    keys: part === 0 ? JSON.stringify(pageKeys(page.text)) : "",
    chain,
    body: body.subarray(part * CHUNK_MAX_BYTES, (part + 1) * CHUNK_MAX_BYTES).toString("hex"),
  }));
}

/** The page of its rows, part 0 first. Rows of another write of it are left out; throws where the body is not whole. */
export async function decodePage(rows: readonly PageRow[]): Promise<ArchivedPage> {
  const [head] = rows;
  if (head === undefined || head.part !== 0) throw new Error("a page without its first part");
  const parts = rows.filter((row) => row.last === head.last).map((row) => Buffer.from(row.body, "hex"));
  const { page, first, last, min_at: minAt, max_at: maxAt, chain } = head;
  return { page, first, last, minAt, maxAt, chain, text: await gunzip(Buffer.concat(parts)) };
}

/** The records of a page's text. */
export function pageToRecords(text: string): string[] {
  return text.split(RECORD_SEPARATOR);
}

/** The events of a page's text or of a record's, without parsing one: JSON holds no raw line feed, the separators do. */
export function textToEvents(text: string): string[] {
  return text === "" ? [] : text.replaceAll(RECORD_SEPARATOR, EVENT_SEPARATOR).split(EVENT_SEPARATOR);
}

function pageKeys(text: string): PageKeys {
  const types = new Set<string>();
  const bots = new Set<string>();
  const pairs = new Set<string>();
  for (const { type, bot, pair } of JSON.parse(`[${text}]`) as FeedEvent[]) {
    types.add(type);
    bots.add(bot);
    if (pair !== undefined) pairs.add(pair);
  }
  return { types: [...types], bots: [...bots], pairs: [...pairs] };
}
