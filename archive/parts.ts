/**
 * Reads rows of the table `page` as parts. A row holds one part. Rows of the old form, which stay readable, hold a whole
 * page: one gzip cut at 512 KiB, each row with the page's `first`. They are returned as parts that end where new ones do.
 * Holds a few parts of text at a time, however large a page is.
 */
import { CHUNK_MAX_BYTES, RECORD_SEPARATOR, firstSeqOf } from "@fillcast/protocol";
import { gunzip, gunzipStream, gunzippedBytes } from "./gzip.ts";
import { countEvents, textToRecords, type PartRow, type StoredPart } from "./page.ts";

/** A part as it comes out of the archive: whole records of one page. */
export interface ArchivedPart {
  readonly kind: "part";
  readonly page: number;
  readonly first: number;
  readonly last: number;
  /** The digest that is kept after `last`, hex; null inside a row of the old form, which has one at its end. */
  readonly chain: string | null;
  /** Records joined by the record separator. */
  readonly text: string;
}

export type Direction = "forward" | "backward";

/** Text that is held where an old page is read backwards; the page is decompressed as often as it has so much. */
const WINDOW_CHARS = 4 * 1024 * 1024;

/** The parts of rows that come in the order of the table, or against it. Throws where a body is not whole. */
export async function* rowsToParts(rows: AsyncIterable<PartRow>, direction: Direction): AsyncGenerator<ArchivedPart> {
  for await (const group of direction === "forward" ? groupForward(rows) : groupBackward(rows)) {
    yield* direction === "forward" ? decode(group) : decodeBackward(group);
  }
}

/** What of a part lies in (after, through]; both are ends of records. */
export function cutPart(part: ArchivedPart, after: number, through: number): ArchivedPart {
  if (part.first > after && part.last <= through) return part;
  let last = part.first - 1;
  const kept = textToRecords(part.text).filter((record) => {
    last += countEvents(record);
    return last > after && last <= through;
  });
  const place = { first: Math.max(part.first, after + 1), last: Math.min(part.last, through) };
  return { ...part, ...place, text: kept.join(RECORD_SEPARATOR), chain: part.last <= through ? part.chain : null };
}

/** True for a row that only goes on with the gzip of the row before it. */
export function isContinuation({ page, part, first }: Pick<StoredPart, "page" | "part" | "first">): boolean {
  return part > 0 && first === firstSeqOf(page);
}

/** A gzip: one row, of the old form perhaps several. */
interface Group {
  readonly head: PartRow;
  readonly bodies: Buffer<ArrayBuffer>[];
}

async function* groupForward(rows: AsyncIterable<PartRow>): AsyncGenerator<Group> {
  let open: Group | null = null;
  for await (const row of rows) {
    const goesOn = isContinuation(row);
    if (open !== null && goesOn && continues(open, row)) open.bodies.push(toBytes(row));
    else if (open !== null) yield open;
    // What another write of the page left behind goes on with nothing.
    if (!goesOn) open = { head: row, bodies: [toBytes(row)] };
    // Only a row that is cut can go on: no other waits for the next.
    if (open !== null && open.bodies.at(-1)!.byteLength !== CHUNK_MAX_BYTES) {
      yield open;
      open = null;
    }
  }
  if (open !== null) yield open;
}

async function* groupBackward(rows: AsyncIterable<PartRow>): AsyncGenerator<Group> {
  let ends: PartRow[] = [];
  for await (const row of rows) {
    if (isContinuation(row)) {
      ends.push(row);
      continue;
    }
    const group: Group = { head: row, bodies: [toBytes(row)] };
    for (const end of row.part === 0 ? ends.toReversed() : []) {
      if (continues(group, end)) group.bodies.push(toBytes(end));
    }
    ends = [];
    yield group;
  }
}

function continues({ head, bodies }: Group, { page, part, last }: PartRow): boolean {
  return head.part === 0 && page === head.page && last === head.last && part === bodies.length;
}

function toBytes({ body }: PartRow): Buffer<ArrayBuffer> {
  return Buffer.from(body, "hex");
}

async function* decode({ head, bodies }: Group): AsyncGenerator<ArchivedPart> {
  const { page, first, last, chain } = head;
  const [body] = bodies as [Buffer<ArrayBuffer>];
  if (bodies.length === 1 && gunzippedBytes(body) <= CHUNK_MAX_BYTES) {
    return yield { kind: "part", page, first, last, chain, text: await gunzip(body) };
  }
  let from = first;
  let held: string | null = null;
  for await (const text of cutText(gunzipStream(bodies))) {
    if (held !== null) {
      const through = from + countEvents(held) - 1;
      yield { kind: "part", page, first: from, last: through, chain: null, text: held };
      from = through + 1;
    }
    held = text;
  }
  yield { kind: "part", page, first: from, last, chain, text: held ?? "" };
}

async function* decodeBackward(group: Group): AsyncGenerator<ArchivedPart> {
  for (let end = Infinity; ;) {
    const kept: ArchivedPart[] = [];
    let chars = 0;
    for await (const part of decode(group)) {
      if (part.first >= end) break;
      kept.push(part);
      chars += part.text.length;
      while (chars > WINDOW_CHARS && kept.length > 1) chars -= kept.shift()!.text.length;
    }
    yield* kept.toReversed();
    end = kept[0]?.first ?? group.head.first;
    if (end <= group.head.first) return;
  }
}

/** The text of a gzip in pieces that are packed as parts are (page.ts). */
async function* cutText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.byteLength;
    // Whether a separator stands right at the limit can be seen when all of it is there.
    while (bytes >= CHUNK_MAX_BYTES + RECORD_SEPARATOR.length) {
      const whole = Buffer.concat(held);
      const end = findEnd(whole);
      held = [whole.subarray(end === -1 ? 0 : end + RECORD_SEPARATOR.length)];
      bytes = held[0]!.byteLength;
      if (end === -1) break;
      yield whole.toString("utf8", 0, end);
    }
  }
  for (let rest = Buffer.concat(held); rest.byteLength > 0;) {
    const end = rest.byteLength > CHUNK_MAX_BYTES ? findEnd(rest) : -1;
    yield rest.toString("utf8", 0, end === -1 ? rest.byteLength : end);
    rest = end === -1 ? Buffer.alloc(0) : rest.subarray(end + RECORD_SEPARATOR.length);
  }
}

/** Where the last record ends that a part has room for, or the first that is larger than a part; -1 where none ends. */
function findEnd(bytes: Buffer): number {
  const within = bytes.lastIndexOf(RECORD_SEPARATOR, CHUNK_MAX_BYTES);
  return within === -1 ? bytes.indexOf(RECORD_SEPARATOR, CHUNK_MAX_BYTES) : within;
}
