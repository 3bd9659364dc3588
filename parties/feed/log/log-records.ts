/**
 * The log's records as they are stored: in parts for the archive, in pieces for readers of a page, and where each ends with
 * which digest. Reads only; never more text than a part or a piece.
 */
import { CHUNK_MAX_BYTES, PAGE_EVENTS, RECORD_SEPARATOR, firstSeqOf, lastSeqOf, pageOf } from "@fillcast/protocol";
import { CHAIN_START_HEX, chainToHex } from "../../../archive/chain.ts";
import { packRecords, type PartText } from "../../../archive/page.ts";
import { blobToBytes, type Sql } from "../sql.ts";

/** Whole records of a page, joined by the record separator. */
export interface RecordPiece {
  readonly last: number;
  readonly text: string;
}

export class LogRecords {
  readonly #sql: Sql;
  /** The bytes of a page's events, or null where the room does not hold it. */
  readonly #bytesOf: (page: number) => number | null;

  constructor(sql: Sql, bytesOf: (page: number) => number | null) {
    this.#sql = sql;
    this.#bytesOf = bytesOf;
  }

  /** The part of its page that `seq` is in, as far as the page has come; null where the room does not hold it. */
  readPart(seq: number): PartText | null {
    const page = pageOf(seq);
    const bytes = this.#bytesOf(page);
    if (bytes === null) return null;
    const bounds = this.#boundsOf(page, bytes, seq);
    if (bounds === null) return null;
    const rows = this.#sql.all<{ last: number; at: number; chain: ArrayBuffer; body: string }>(
      `SELECT last, at, chain, body FROM page_${page} WHERE first BETWEEN ? AND ? ORDER BY first`,
      bounds.first,
      bounds.last,
    );
    const newest = rows.at(-1)!;
    return {
      page,
      part: bounds.part,
      first: bounds.first,
      last: newest.last,
      minAt: rows[0]!.at,
      maxAt: newest.at,
      chain: blobToBytes(newest.chain),
      text: rows.map(({ body }) => body).join(RECORD_SEPARATOR),
    };
  }

  /** Which part `seq` is in, and the part's first and last seq. Only a large page has to be packed. */
  #boundsOf(page: number, bytes: number, seq: number): { part: number; first: number; last: number } | null {
    const first = firstSeqOf(page);
    if (bytes + PAGE_EVENTS * RECORD_SEPARATOR.length <= CHUNK_MAX_BYTES)
      return { part: 0, first, last: lastSeqOf(page) };
    const rows = this.#sql.all<{ first: number; last: number; bytes: number }>(
      `SELECT first, last, bytes FROM page_${page} ORDER BY first`,
    );
    const parts = packRecords(rows.map((row) => row.bytes));
    const part = parts.findIndex(({ to }) => rows[to - 1]!.last >= seq);
    if (part === -1) return null;
    const { from, to } = parts[part]!;
    return { part, first: rows[from]!.first, last: rows[to - 1]!.last };
  }

  /** How far the room has a page, and the digest there, hex; null where it does not hold it. */
  endOf(page: number): { readonly last: number; readonly chain: string } | null {
    if (this.#bytesOf(page) === null) return null;
    const [row] = this.#sql.all<{ last: number; chain: ArrayBuffer }>(
      `SELECT last, chain FROM page_${page} ORDER BY first DESC LIMIT 1`,
    );
    return row === undefined ? null : { last: row.last, chain: chainToHex(blobToBytes(row.chain)) };
  }

  /** A page's records after `after` up to `through`, about `maxBytes` of them and at least one; null where the room holds none. */
  readPiece(page: number, after: number, through: number, maxBytes: number): RecordPiece | null {
    if (this.#bytesOf(page) === null) return null;
    const sizes = this.#sql.all<{ last: number; bytes: number }>(
      `SELECT last, bytes FROM page_${page} WHERE first > ? AND last <= ? ORDER BY first`,
      after,
      through,
    );
    let bytes = 0;
    const end = sizes.findIndex((row) => (bytes += row.bytes) > maxBytes);
    const last = sizes[end === -1 ? sizes.length - 1 : Math.max(0, end - 1)]?.last;
    if (last === undefined) return null;
    const rows = this.#sql.all<{ body: string }>(
      `SELECT body FROM page_${page} WHERE first > ? AND last <= ? ORDER BY first`,
      after,
      last,
    );
    return { last, text: rows.map(({ body }) => body).join(RECORD_SEPARATOR) };
  }

  /** The digest after the record that ends at `seq`, hex; null where none ends there, undefined where it is not known any more. */
  digestAt(seq: number): string | null | undefined {
    if (seq === 0) return CHAIN_START_HEX;
    const page = pageOf(seq);
    if (this.#bytesOf(page) !== null) {
      const [row] = this.#sql.all<{ last: number; chain: ArrayBuffer }>(
        `SELECT last, chain FROM page_${page} WHERE first <= ? ORDER BY first DESC LIMIT 1`,
        seq,
      );
      return row?.last === seq ? chainToHex(blobToBytes(row.chain)) : null;
    }
    const [sealed] = this.#sql.all<{ chain: ArrayBuffer }>("SELECT chain FROM sealed WHERE page = ?", page);
    if (sealed !== undefined && seq === lastSeqOf(page)) return chainToHex(blobToBytes(sealed.chain));
    return undefined;
  }
}
