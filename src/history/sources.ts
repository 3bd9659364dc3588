/**
 * Where the log is read from: the feed's room and the archive, with failures as values. An archive that refuses or is too
 * slow is archive-unavailable; a refusal of the room (a revoked key) is passed on.
 */
import { isRefused, type Refused } from "@fillcast/protocol";
import type { LogRead } from "../../parties/feed/rpc.ts";
import { listParts, type Listing, type PartsQuery } from "../../archive/listing.ts";
import type { ArchivedPart, Direction } from "../../archive/parts.ts";
import { findReach, readPageEnd, seekPart, type Sought } from "../../archive/pages.ts";
import { readParts } from "../../archive/read-parts.ts";
import { askDatabase } from "../ask-database.ts";
import type { RoomClient } from "../room-client.ts";
import type { Span } from "./range.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What walking a log asks for. */
export interface LogSources {
  /** What the room holds at the beginning of a span, at least one event unless it holds none of it. */
  readRoom(span: Span): Promise<LogRead | Refused>;
  /** The archive's parts that hold any of the spans, as they are wanted; a refusal is the last. Several spans are of one page each. */
  readParts(
    epoch: string,
    spans: readonly Span[],
    direction: Direction,
    begun?: Listing["begun"],
  ): AsyncGenerator<ArchivedPart | Refused>;
  /** The same without what is in them, and which are worth opening. */
  listParts(epoch: string, query: PartsQuery): Promise<Listing | Refused>;
  /** The first part of the pages with an event at `at` (ms) or later. */
  seekPart(epoch: string, pages: PageRange, at: number): Promise<Sought | Refused>;
}

/** The pages first … last. */
export interface PageRange {
  readonly first: number;
  readonly last: number;
}

/** What the other readers of the archive ask besides. */
export interface ArchiveSources extends LogSources {
  /** How far the archive has a page, and the digest there; null where it has none of it. */
  readPageEnd(epoch: string, page: number): Promise<{ readonly last: number; readonly chain: string } | null | Refused>;
  /** The last of the pages in the direction of a walk that one answer's questions reach. */
  findReach(epoch: string, pages: PageRange, direction: Direction): Promise<number | Refused>;
}

/** One piece of the tail, at most: it crosses from the room to the Worker in one message. */
const ROOM_READ_BYTES = 1024 * 1024;
/** Long enough for a database that is far away, short enough for somebody who waits. */
const ARCHIVE_DEADLINE_MS = 8_000;

/** The sources of a room's feed, as its caller may read them; waits are added to the stopwatch. */
export function createSources(db: D1Database, room: RoomClient, watch: Stopwatch): ArchiveSources {
  const { feed } = room;
  const ask = <Value>(question: () => Promise<Value>) => watch.time("d1", askArchive(question));
  return {
    readRoom: ({ low, high }) =>
      watch.time("room", room.read({ after: low, through: high, maxBytes: ROOM_READ_BYTES })),
    readParts: (epoch, spans, direction, begun) =>
      askEach(readParts({ db, feed, epoch }, spans, direction, begun), ask),
    listParts: (epoch, query) => ask(() => listParts({ db, feed, epoch }, query)),
    seekPart: (epoch, pages, at) => ask(() => seekPart({ db, feed, epoch }, pages, at)),
    readPageEnd: (epoch, page) => ask(() => readPageEnd({ db, feed, epoch }, page)),
    findReach: (epoch, pages, direction) => ask(() => findReach({ db, feed, epoch }, pages, direction)),
  };
}

/** The values as they come, each an answer of its own; a refusal ends them. */
async function* askEach<Value>(
  values: AsyncGenerator<Value>,
  ask: <Answered>(question: () => Promise<Answered>) => Promise<Answered | Refused>,
): AsyncGenerator<Value | Refused> {
  try {
    for (;;) {
      const next = await ask(() => values.next());
      if (isRefused(next)) return yield next;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // One that hangs is not waited for.
    void values.return(undefined);
  }
}

/** An answer of the archive, or why it gives none. */
export function askArchive<Value>(question: () => Promise<Value>): Promise<Value | Refused> {
  return askDatabase("The archive", ARCHIVE_DEADLINE_MS, question);
}
