/**
 * How a page is archived: in parts, each a row that can be read alone. A part is a run of whole records of at most 512 KiB,
 * packed from the page's first record on. So the records' sizes alone decide where parts end, and a full part never changes
 * while its page fills. Owns the encoding and the layout of a page's text; parts.ts decodes.
 */
import { CHUNK_MAX_BYTES, EVENT_SEPARATOR, RECORD_SEPARATOR, type FeedEvent } from "@fillcast/protocol";
import { gzip } from "./gzip.ts";

/** A part on its way into the archive: full, or as far as its page has come. */
export interface PartText {
  readonly page: number;
  /** From 0. */
  readonly part: number;
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

/** What the archive says of a row without reading its body; `chain` is hex, after the row's last record. */
export interface StoredPart {
  readonly page: number;
  readonly part: number;
  readonly first: number;
  readonly last: number;
  readonly chain: string;
}

/** Consecutive events that the archive lacks, both included. */
export interface Hole {
  readonly first: number;
  readonly last: number;
}

/** A row of the table `page` with its body, but for feed and epoch. */
export interface PartRow extends StoredPart {
  /** Hex on its way, since D1 moves a BLOB as a list of numbers, at four times the cost; bytes in the table. */
  readonly body: string;
}

/** A row on its way into the table. */
export interface EncodedPart extends PartRow {
  readonly min_at: number;
  readonly max_at: number;
  readonly keys: string;
}

/** What is inside a part, each name once: what filters skip parts by. */
export interface PartKeys {
  readonly types: readonly string[];
  readonly bots: readonly string[];
  readonly pairs: readonly string[];
}

/** The row of a part. */
export async function encodePart({ text, minAt, maxAt, chain, ...place }: PartText): Promise<EncodedPart> {
  const body = await gzip(text);
  return {
    page: place.page,
    part: place.part,
    first: place.first,
    last: place.last,
    min_at: minAt,
    max_at: maxAt,
    keys: JSON.stringify(partKeys(text)),
    chain: Buffer.from(chain).toString("hex"),
    body: body.toString("hex"),
  };
}

/**
 * The parts of a page by its records' sizes in UTF-8 bytes: for each the index of its first record, and of the one after its
 * last. The separators count too; a record that is larger than a part is one alone.
 */
export function packRecords(sizes: readonly number[]): { readonly from: number; readonly to: number }[] {
  const parts: { from: number; to: number }[] = [];
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    const last = parts.at(-1);
    const grown = bytes + RECORD_SEPARATOR.length + size;
    if (last !== undefined && grown <= CHUNK_MAX_BYTES) {
      last.to = index + 1;
      bytes = grown;
    } else {
      parts.push({ from: index, to: index + 1 });
      bytes = size;
    }
  }
  return parts;
}

/** The records of a page's text. */
export function textToRecords(text: string): string[] {
  return text.split(RECORD_SEPARATOR);
}

/** The events of a page's text or of a record's, without parsing one: JSON holds no raw line feed, the separators do. */
export function textToEvents(text: string): string[] {
  return text === "" ? [] : text.replaceAll(RECORD_SEPARATOR, EVENT_SEPARATOR).split(EVENT_SEPARATOR);
}

/** How many they are; both separators begin alike. */
export function countEvents(text: string): number {
  if (text === "") return 0;
  let count = 1;
  for (let at = text.indexOf(EVENT_SEPARATOR); at !== -1; at = text.indexOf(EVENT_SEPARATOR, at + 1)) count++;
  return count;
}

function partKeys(text: string): PartKeys {
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
