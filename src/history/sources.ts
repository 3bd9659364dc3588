/**
 * Where the log is read from: the feed's room and the archive, each failing as a value. An archive that refuses or does not
 * answer in time is archive-unavailable; what the room refuses (a revoked key) is handed on.
 */
import type { Filter } from "@fillcast/protocol";
import { refuse, RPC_VERSION, type Caller, type LogRead, type Refused } from "../../parties/feed/rpc.ts";
import type { ArchivedPage } from "../archive/page.ts";
import { listPages, readPages, seekPage, type ListedPage } from "../archive/pages.ts";
import { callRoom } from "../call-room.ts";
import type { Env } from "../env.ts";
import type { Span } from "./range.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What walking a log asks for. */
export interface LogSources {
  /** What the room holds at the beginning of a span, at least one event unless it holds none of it. */
  readRoom(span: Span): Promise<LogRead | Refused>;
  readPages(epoch: string, pages: readonly number[]): Promise<Answer<ArchivedPage[]>>;
  listPages(
    epoch: string,
    pages: { readonly first: number; readonly last: number },
    filter: Filter,
  ): Promise<Answer<ListedPage[]>>;
  /** The first of the pages with an event at `at` (ms) or later; last + 1 where none has. */
  seekPage(
    epoch: string,
    pages: { readonly first: number; readonly last: number },
    at: number,
  ): Promise<Answer<number>>;
}

export type Answer<Value> = { readonly kind: "answer"; readonly value: Value } | Refused;

/** One piece of the tail, at most: it crosses from the room to the Worker in one message. */
const ROOM_READ_BYTES = 1024 * 1024;
/** Long enough for a database that is far away, short enough for somebody who waits. */
const ARCHIVE_DEADLINE_MS = 8_000;
const RETRY_AFTER_S = 5;

/** The sources of one feed, as one caller may read them; waits are added to the stopwatch. */
export function createSources(env: Env, feed: string, caller: Caller, watch: Stopwatch): LogSources {
  const ask = <Value>(question: () => Promise<Value>) => watch.time("d1", askArchive(question));
  return {
    readRoom: ({ low, high }) =>
      watch.time(
        "room",
        callRoom(env, feed, (room) =>
          room.read({ v: RPC_VERSION, caller, after: low, through: high, maxBytes: ROOM_READ_BYTES }),
        ),
      ),
    readPages: (epoch, pages) => ask(() => readPages(env.DB, feed, epoch, pages)),
    listPages: (epoch, pages, filter) => ask(() => listPages(env.DB, feed, epoch, pages, filter)),
    seekPage: (epoch, pages, at) => ask(() => seekPage(env.DB, feed, epoch, pages, at)),
  };
}

/** An answer of the archive, or archive-unavailable where it fails or takes too long. */
export async function askArchive<Value>(question: () => Promise<Value>): Promise<Answer<Value>> {
  const { promise: deadline, resolve } = Promise.withResolvers<Refused>();
  const timer = setTimeout(() => resolve(refuseArchive("does not answer")), ARCHIVE_DEADLINE_MS);
  try {
    return await Promise.race([question().then((value) => ({ kind: "answer" as const, value })), deadline]);
  } catch (error) {
    console.error(JSON.stringify({ level: "error", what: "archive", error: String(error).slice(0, 300) }));
    return refuseArchive("cannot be read");
  } finally {
    clearTimeout(timer);
  }
}

/** `what` completes "The archive …". */
export function refuseArchive(what: string): Refused {
  return refuse("archive-unavailable", `The archive ${what}. Nothing is lost; try again.`, {
    retryAfterS: RETRY_AFTER_S,
  });
}
