/**
 * The log on disk: a page is a table, a record is a row, and the newest page is the open one. Owns what is written and where
 * the log stands; a page costs two rows to make, an append one row, dropping a page none. Leaves to others what a record
 * holds (record.ts) and who reads it.
 */
import { DEDUPE_EVENTS, EVENT_SEPARATOR, PAGE_EVENTS, firstSeqOf, lastSeqOf, pageOf } from "@fillcast/protocol";
import { CHAIN_START } from "../../../archive/chain.ts";
import { readDroppedBytes, writeDroppedBytes } from "../feed-row.ts";
import { LogRecords } from "./log-records.ts";
import { splitRecord, type LogHead, type LogRecord } from "./record.ts";
import { blobToBytes, joinBytes, type Sql } from "../sql.ts";

/** Events (after, through] as text, joined by the separator. */
export interface LogSlice {
  readonly after: number;
  readonly through: number;
  readonly text: string;
  readonly bytes: number;
}

/** What a key has stored, in how many records: an append makes one, or a few. */
export interface KeyUse {
  readonly key: string;
  readonly records: number;
  readonly events: number;
  readonly bytes: number;
}

export class Log {
  readonly #sql: Sql;
  /** The pages' records as they are stored. */
  readonly records: LogRecords;
  /** Of the pages that are in the archive alone. */
  #droppedBytes: number;
  #heldBytes = 0;
  #head: LogHead;
  /** The slice that was read last: readers who return together ask for the same one. */
  #kept: { readonly asked: string; readonly slice: LogSlice } | null = null;
  /** Pages that the room still holds, oldest first, with their events' bytes; the last one is the open one. */
  readonly #pages = new Map<number, { bytes: number; maxAt: number }>();

  /** Reads where the log stands: the pages' names, the sealed pages' totals and the open page's rows, never a body. */
  constructor(sql: Sql) {
    this.#sql = sql;
    this.records = new LogRecords(sql, (page) => this.#pages.get(page)?.bytes ?? null);
    const pages = sql
      .all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'page\\_%' ESCAPE '\\'")
      .map(({ name }) => Number(name.slice("page_".length)))
      .sort((a, b) => a - b);
    const sealed = new Map(
      sql
        .all<{ page: number; bytes: number; max_at: number }>("SELECT page, bytes, max_at FROM sealed")
        .map((row) => [row.page, row]),
    );
    this.#droppedBytes = readDroppedBytes(sql);
    this.#head = { seq: 0, chain: CHAIN_START, at: 0 };
    const open = pages.at(-1);
    for (const page of pages) {
      const row = sealed.get(page);
      if (row !== undefined) this.#pages.set(page, { bytes: row.bytes, maxAt: row.max_at });
      else if (page !== open) this.#pages.set(page, this.#measure(page));
    }
    if (open === undefined) return;
    const [total] = sql.all<{ bytes: number | null }>(`SELECT sum(bytes) AS bytes FROM page_${open}`);
    const [last] = sql.all<{ last: number; at: number; chain: ArrayBuffer }>(
      `SELECT last, at, chain FROM page_${open} ORDER BY first DESC LIMIT 1`,
    );
    if (last === undefined) throw new Error(`page ${open} has no record`);
    this.#pages.set(open, { bytes: total?.bytes ?? 0, maxAt: last.at });
    for (const { bytes } of this.#pages.values()) this.#heldBytes += bytes;
    this.#head = { seq: last.last, chain: blobToBytes(last.chain), at: last.at };
  }

  /** What a sealed page's row would say: an earlier version deleted rows of pages that it still held. */
  #measure(page: number): { bytes: number; maxAt: number } {
    const [total] = this.#sql.all<{ bytes: number; at: number }>(
      `SELECT sum(bytes) AS bytes, max(at) AS at FROM page_${page}`,
    );
    return { bytes: total!.bytes, maxAt: total!.at };
  }

  get head(): LogHead {
    return this.#head;
  }

  /** The oldest seq that the room holds; head + 1 where it holds none. */
  get oldest(): number {
    const [first] = this.#pages.keys();
    return first === undefined ? this.#head.seq + 1 : firstSeqOf(first);
  }

  /** Stores records that follow the head, in one transaction; if it throws, nothing has changed. `keyId` is the key that brought them, null for the room's own. */
  append(records: readonly LogRecord[], keyId: string | null): void {
    this.#kept = null;
    if (records.length === 1) {
      // The usual case: one INSERT is atomic alone, unless it begins or seals a page.
      const [record] = records as readonly [LogRecord];
      if (this.#pages.has(pageOf(record.first)) && record.last % PAGE_EVENTS !== 0) this.#insert(record, keyId);
      else this.#sql.transaction(() => this.#insert(record, keyId));
    } else {
      this.#sql.transaction(() => records.forEach((record) => this.#insert(record, keyId)));
    }
    for (const record of records) {
      const page = pageOf(record.first);
      const bytes = (this.#pages.get(page)?.bytes ?? 0) + record.bytes;
      this.#pages.set(page, { bytes, maxAt: record.at });
      this.#heldBytes += record.bytes;
      this.#head = { seq: record.last, chain: record.chain, at: record.at };
    }
  }

  #insert(record: LogRecord, keyId: string | null): void {
    const page = pageOf(record.first);
    if (record.first === firstSeqOf(page)) {
      this.#sql.run(
        `CREATE TABLE page_${page} (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL, body TEXT NOT NULL, key TEXT)`,
      );
    }
    this.#sql.run(
      `INSERT INTO page_${page} (first, last, at, bytes, chain, digests, body, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      record.first,
      record.last,
      record.at,
      record.bytes,
      record.chain,
      record.digests,
      record.text,
      keyId,
    );
    if (record.last % PAGE_EVENTS === 0) this.#seal(page, record);
  }

  /** The page is full: what a later wake needs of it goes into one row, so that no sealed page is opened for it. */
  #seal(page: number, last: LogRecord): void {
    const rows = this.#sql.all<{ bytes: number; digests: ArrayBuffer }>(
      `SELECT bytes, digests FROM page_${page} ORDER BY first`,
    );
    this.#sql.run(
      "INSERT INTO sealed (page, bytes, max_at, chain, digests, usage) VALUES (?, ?, ?, ?, ?, ?)",
      page,
      rows.reduce((sum, row) => sum + row.bytes, 0),
      last.at,
      last.chain,
      joinBytes(rows.map((row) => blobToBytes(row.digests))),
      JSON.stringify(this.#useOf(page)),
    );
  }

  /** By key, of a page's records stored at `at` (ms since 1970) or later. */
  #useOf(page: number, at = 0): KeyUse[] {
    return this.#sql.all<{ key: string; records: number; events: number; bytes: number }>(
      `SELECT key, count(*) AS records, sum(last - first + 1) AS events, sum(bytes) AS bytes
       FROM page_${page} WHERE key IS NOT NULL AND at >= ? GROUP BY key`,
      at,
    );
  }

  /** What keys have stored at `at` (ms since 1970) or later; a sealed page counts whole, and one that an earlier version sealed not at all. */
  *useSince(at: number): Generator<KeyUse> {
    const sealed = this.#sql.all<{ usage: string }>(
      "SELECT usage FROM sealed WHERE max_at >= ? AND usage IS NOT NULL",
      at,
    );
    for (const { usage } of sealed) yield* JSON.parse(usage) as KeyUse[];
    if (this.#head.at >= at && this.#head.seq % PAGE_EVENTS !== 0) yield* this.#useOf(this.#openPage, at);
  }

  /** Bytes of the log's records, here and in the archive; what an earlier version had dropped is not counted. */
  get keptBytes(): number {
    return this.#droppedBytes + this.#heldBytes;
  }

  /** The digests of the events from `from` on, in order, as blobs that begin at the seq beside them. */
  *digests(from: number): Generator<{ readonly first: number; readonly digests: Uint8Array }> {
    const open = [...this.#pages.keys()].at(-1);
    for (const { page, digests } of this.#sql.all<{ page: number; digests: ArrayBuffer }>(
      "SELECT page, digests FROM sealed WHERE page >= ? ORDER BY page",
      Math.max(1, pageOf(from)),
    )) {
      yield { first: firstSeqOf(page), digests: blobToBytes(digests) };
    }
    if (open === undefined || this.#head.seq % PAGE_EVENTS === 0) return;
    for (const { first, digests } of this.#sql.all<{ first: number; digests: ArrayBuffer }>(
      `SELECT first, digests FROM page_${open} ORDER BY first`,
    )) {
      yield { first, digests: blobToBytes(digests) };
    }
  }

  /**
   * The next events after `after`, as far as `maxBytes` and the page go but at least one, up to `limit`; null at the head.
   * `after` must not be below oldest − 1. Records that reach over the ends are cut, without being parsed.
   */
  read(after: number, maxBytes: number, limit = this.#head.seq): LogSlice | null {
    if (after >= limit) return null;
    const asked = `${after} ${maxBytes} ${limit}`;
    if (this.#kept?.asked !== asked) this.#kept = { asked, slice: this.#slice(after, maxBytes, limit) };
    return this.#kept.slice;
  }

  #slice(after: number, maxBytes: number, limit: number): LogSlice {
    const page = pageOf(after + 1);
    const rows = this.#sql.all<{ first: number; last: number; bytes: number }>(
      `SELECT first, last, bytes FROM page_${page} WHERE last > ? AND first <= ? ORDER BY first`,
      after,
      limit,
    );
    let bytes = 0;
    let end = after;
    for (const row of rows) {
      if (end > after && bytes + row.bytes > maxBytes) break;
      bytes += row.bytes;
      end = row.last;
    }
    const through = Math.min(end, limit);
    const texts = this.#sql
      .all<{ first: number; last: number; body: string }>(
        `SELECT first, last, body FROM page_${page} WHERE last > ? AND last <= ? ORDER BY first`,
        after,
        end,
      )
      .map(({ first, last, body }) =>
        first > after && last <= through
          ? body
          : splitRecord(body)
              .slice(Math.max(0, after + 1 - first), through + 1 - first)
              .join(EVENT_SEPARATOR),
      );
    return { after, through, text: texts.join(EVENT_SEPARATOR), bytes };
  }

  /** Forgets pages of the log. What their events are recognised by stays for as long as the feed has to remember them. */
  drop(pages: readonly number[]): void {
    if (pages.length === 0) return;
    const dropped = new Set(pages);
    const bytes = pages.reduce((sum, page) => sum + (this.#pages.get(page)?.bytes ?? 0), 0);
    const oldestHeld = [...this.#pages.keys()].find((page) => !dropped.has(page)) ?? this.#openPage;
    this.#sql.transaction(() => {
      for (const page of pages) this.#sql.run(`DROP TABLE page_${page}`);
      // A page that is held needs its row, however old it is: without it, a wake would not know of the page.
      this.#sql.run("DELETE FROM sealed WHERE page < ?", Math.min(oldestHeld, pageOf(this.#head.seq - DEDUPE_EVENTS)));
      writeDroppedBytes(this.#sql, this.#droppedBytes + bytes);
    });
    this.#droppedBytes += bytes;
    this.#heldBytes -= bytes;
    for (const page of pages) this.#pages.delete(page);
  }

  get #openPage(): number {
    return pageOf(Math.max(1, this.#head.seq));
  }

  /** The digest after the record that ends at `seq`, hex; null where none ends there, undefined where the room cannot know any more. */
  digestAt(seq: number): string | null | undefined {
    return seq > this.#head.seq ? null : this.records.digestAt(seq);
  }

  /** The sealed pages that the room holds, oldest first, with the time of their newest event and their bytes. */
  *sealedPages(): Generator<{ readonly page: number; readonly maxAt: number; readonly bytes: number }> {
    for (const [page, { maxAt, bytes }] of this.#pages) {
      if (lastSeqOf(page) <= this.#head.seq) yield { page, maxAt, bytes };
    }
  }

  /** True where the events after `after` take more than `maxBytes`; counts whole records and reads no body. */
  exceeds(after: number, maxBytes: number): boolean {
    if (after >= this.#head.seq) return false;
    const start = pageOf(after + 1);
    const [part] = this.#sql.all<{ bytes: number | null }>(
      `SELECT sum(bytes) AS bytes FROM page_${start} WHERE last > ?`,
      after,
    );
    let total = part?.bytes ?? 0;
    for (const [page, { bytes }] of this.#pages) {
      if (page > start) total += bytes;
      if (total > maxBytes) return true;
    }
    return total > maxBytes;
  }

  /** The bytes of the pages that hold what comes after `after`. */
  bytesAfter(after: number): number {
    let total = 0;
    for (const [page, { bytes }] of this.#pages) if (lastSeqOf(page) > after && after < this.#head.seq) total += bytes;
    return total;
  }

  /** The seq before the first event stored at `at` (ms) or later; the head where there is none, oldest − 1 where all are. */
  seqBefore(at: number): number {
    for (const [page, { maxAt }] of this.#pages) {
      if (maxAt < at) continue;
      const [row] = this.#sql.all<{ first: number }>(
        `SELECT first FROM page_${page} WHERE at >= ? ORDER BY first LIMIT 1`,
        at,
      );
      return row === undefined ? this.#head.seq : row.first - 1;
    }
    return this.#head.seq;
  }
}
