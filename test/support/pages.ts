/**
 * Logs as pages, without a room: events numbered from 1, in records, with their chain.
 */
import {
  CHUNK_MAX_BYTES,
  EVENT_SEPARATOR,
  RECORD_SEPARATOR,
  firstSeqOf,
  lastSeqOf,
  type FeedEvent,
} from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../../archive/chain.ts";
import { gzip } from "../../archive/gzip.ts";
import { encodePart, packRecords, type EncodedPart, type PartText } from "../../archive/page.ts";
import type { ArchivedPart } from "../../archive/parts.ts";
import { readParts } from "../../archive/read-parts.ts";
import type { ArchivedLog } from "../../archive/tables.ts";
import { writeParts } from "../../archive/write-pages.ts";

/** A record with the digest after it, hex. */
export interface TestRecord {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly chain: string;
}

/** A page of a log, whole or as far as it has come. */
export interface TestPage {
  readonly page: number;
  readonly first: number;
  readonly last: number;
  readonly minAt: number;
  readonly maxAt: number;
  /** After its last record, hex. */
  readonly chain: string;
  /** Records joined by the record separator. */
  readonly text: string;
  readonly records: readonly TestRecord[];
}

export const EPOCH = "0mwv1x9q0";
/** The room's clock at event `seq` of these logs, ms since 1970. */
export const atOf = (seq: number): number => 1_795_000_000_000 + seq * 1_000;

/** Event `seq` of a feed that trades on three bots and five pairs. */
export function createEvent(seq: number, changes: Partial<FeedEvent> = {}): FeedEvent {
  return {
    id: `event-${seq}`,
    seq,
    type: seq % 10 === 0 ? "exit_fill" : "entry_fill",
    bot: `bot-${seq % 3}`,
    source: "freqtrade",
    at: atOf(seq),
    pair: `P${seq % 5}/USDT`,
    data: { amount: `${seq}.5` },
    ...changes,
  };
}

/** The pages of a log of `head` events, `perRecord` in a record at most; the last page is open unless it is full. */
export function* createPages(
  head: number,
  perRecord = 3,
  toEvent: (seq: number) => FeedEvent = createEvent,
): Generator<TestPage> {
  let chain = CHAIN_START_HEX;
  for (let page = 1; firstSeqOf(page) <= head; page++) {
    const first = firstSeqOf(page);
    const last = Math.min(lastSeqOf(page), head);
    const records: TestRecord[] = [];
    let record: string[] = [];
    for (let seq = first; seq <= last; seq++) {
      record.push(JSON.stringify(toEvent(seq)));
      if (record.length < perRecord && seq < last) continue;
      const text = record.join(EVENT_SEPARATOR);
      chain = extendChainHex(chain, text);
      records.push({ text, first: seq - record.length + 1, last: seq, chain });
      record = [];
    }
    const text = records.map((each) => each.text).join(RECORD_SEPARATOR);
    yield { page, first, last, minAt: toEvent(first).at, maxAt: toEvent(last).at, chain, text, records };
  }
}

/** The page in the parts that it is archived in. */
export function toParts({ page, records }: TestPage): PartText[] {
  const parts = packRecords(records.map(({ text }) => Buffer.byteLength(text)));
  return parts.map(({ from, to }, part) => {
    const packed = records.slice(from, to);
    const [first, last] = [packed[0]!, packed.at(-1)!];
    return {
      page,
      part,
      first: first.first,
      last: last.last,
      minAt: atOf(first.first),
      maxAt: atOf(last.last),
      chain: Buffer.from(last.chain, "hex"),
      text: packed.map(({ text }) => text).join(RECORD_SEPARATOR),
    };
  });
}

/** The parts as they come out of the archive. */
export function toArchived(page: TestPage): ArchivedPart[] {
  return toParts(page).map(({ page: number, first, last, text, chain }) => {
    return { kind: "part", page: number, first, last, text, chain: Buffer.from(chain).toString("hex") };
  });
}

/** The rows of a page as versions before parts wrote it: one gzip, cut at 512 KiB. */
export async function toOldRows({ page, first, last, minAt, maxAt, chain, text }: TestPage): Promise<EncodedPart[]> {
  const body = await gzip(text);
  const place = { page, part: 0, first, last, minAt, maxAt, chain: Buffer.from(chain, "hex") };
  const head = await encodePart({ ...place, text });
  return Array.from({ length: Math.max(1, Math.ceil(body.byteLength / CHUNK_MAX_BYTES)) }, (_, part) => ({
    ...head,
    part,
    keys: part === 0 ? head.keys : "",
    body: body.subarray(part * CHUNK_MAX_BYTES, (part + 1) * CHUNK_MAX_BYTES).toString("hex"),
  }));
}

/** Archives pages, part by part. */
export async function writePages(log: ArchivedLog, pages: Iterable<TestPage>): Promise<void> {
  for (const page of pages) await writeParts(log, toParts(page));
}

/** A page as the archive has it, put together of its parts; null if it has none of it. */
export async function readPage(
  log: ArchivedLog,
  page: number,
): Promise<{
  readonly first: number;
  readonly last: number;
  readonly chain: string | null;
  readonly text: string;
} | null> {
  const parts: ArchivedPart[] = [];
  const stretch = { low: firstSeqOf(page) - 1, high: lastSeqOf(page) };
  for await (const part of readParts(log, [stretch], "forward")) parts.push(part);
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return null;
  const text = parts.map((part) => part.text).join(RECORD_SEPARATOR);
  return { first: first.first, last: last.last, chain: last.chain, text };
}
