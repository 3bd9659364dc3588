/**
 * `GET /v1/feeds/:feed/events`: archive and tail as one log. As JSON, a bounded answer with the cursor of what comes next; as
 * NDJSON, the whole rest of the range, a line an event, streamed. Event texts go out as they are stored.
 */
import {
  EVENT_SEPARATOR,
  PAGE_EVENTS,
  encodeCursor,
  firstSeqOf,
  lastSeqOf,
  pageOf,
  isRefused,
  type Refused,
} from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { accepts } from "hono/accepts";
import type { LogBounds } from "../../parties/feed/rpc.ts";
import { withKey } from "../auth/require.ts";
import { refuseExport } from "../auth/storm.ts";
import type { AppContext, AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { PARTS_PER_SCAN, type Budget } from "./archived.ts";
import { NDJSON, answerStream } from "../http/lines.ts";
import { LIMIT_DEFAULT, readQuery } from "../http/query.ts";
import { restOfSpan, takeFromSpan, type Direction, type Span } from "./range.ts";
import { EVENTS_QUERY, openReading, restToCursor, type Reading } from "./reading.ts";
import { createSources, type ArchiveSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";
import { walkLog } from "./walk.ts";

/** What one JSON answer may cost: parts opened, and parts whose keys are looked at. A page usually is one part. */
const ANSWER_BUDGET: Budget = { open: 40, scan: PARTS_PER_SCAN };
/** A JSON answer that has become so long ends, with a `next`. */
const ANSWER_MAX_CHARS = 4 * 1024 * 1024;
/** Events that one stream covers: a Worker may ask the database 1,000 times, for four usual pages each. */
const STREAM_MAX_EVENTS = 3_000 * PAGE_EVENTS;
const UNBOUNDED: Budget = { open: Infinity, scan: Infinity };

export const eventRoutes = new Hono<AppEnv>();

eventRoutes.get("/v1/feeds/:feed/events", withKey("subscribe", readEvents));

async function readEvents(c: KeyedContext): Promise<Answer> {
  const query = readQuery(new URL(c.req.url).searchParams, EVENTS_QUERY);
  if (isRefused(query)) return query;
  const media = accepts(c, { header: "Accept", supports: ["application/json", NDJSON], default: "application/json" });
  const tooMany = media === NDJSON ? await refuseExport(c.env, c.get("grant")) : null;
  if (tooMany !== null) return tooMany;
  const watch = new Stopwatch();
  const sources = createSources(c.env.DB, c.get("room"), watch);
  const reading = await openReading(sources, query);
  if (isRefused(reading)) return reading;
  return media === NDJSON ? streamEvents(c, sources, reading, watch) : answerEvents(c, sources, reading, watch);
}

async function answerEvents(
  c: AppContext,
  sources: ArchiveSources,
  reading: Reading,
  watch: Stopwatch,
): Promise<Answer> {
  const { opening, direction, sieve } = reading;
  const limit = reading.limit ?? LIMIT_DEFAULT;
  const span = sieve === null ? takeFromSpan(reading.span, direction, limit) : reading.span;
  const texts: string[] = [];
  let rest = reading.span;
  let chars = 0;
  walk: for await (const piece of walkLog(sources, opening, { span, direction, sieve, budget: ANSWER_BUDGET })) {
    if (isRefused(piece)) return piece;
    for (const { seq, text } of piece.events) {
      texts.push(text);
      chars += text.length;
      if (texts.length < limit && chars < ANSWER_MAX_CHARS) continue;
      rest = restOfSpan(rest, direction, { low: seq - 1, high: seq });
      break walk;
    }
    rest = restOfSpan(rest, direction, piece.span);
  }
  const next = JSON.stringify(restToCursor(rest, direction, opening.epoch));
  const head = encodeCursor({ epoch: opening.epoch, seq: opening.head });
  watch.report(c);
  return c.body(`{"events":[${texts.join(EVENT_SEPARATOR)}],"next":${next},"head":"${head}"}`, 200, {
    "Content-Type": "application/json",
    Vary: "Accept",
  });
}

/** Ends where the log ended when it began, or at the limit. A reader that is cut off goes on from the last line that it has. */
async function streamEvents(
  c: AppContext,
  sources: ArchiveSources,
  reading: Reading,
  watch: Stopwatch,
): Promise<Answer> {
  const { opening, direction, sieve, limit } = reading;
  const most = sieve === null ? Math.min(limit ?? Infinity, STREAM_MAX_EVENTS) : STREAM_MAX_EVENTS;
  const span = await reach(sources, opening, takeFromSpan(reading.span, direction, most), direction);
  if (isRefused(span)) return span;
  const next = restToCursor(restOfSpan(reading.span, direction, span), direction, opening.epoch);
  const texts = eventLines(walkLog(sources, opening, { span, direction, sieve, budget: UNBOUNDED }), limit ?? Infinity);
  watch.report(c);
  return answerStream(c, texts, {
    "Content-Type": NDJSON,
    Vary: "Accept",
    "X-Fillcast-Head": encodeCursor({ epoch: opening.epoch, seq: opening.head }),
    ...(next === null ? {} : { "X-Fillcast-Next": next }),
  });
}

/** As much of a span as one answer's questions to the archive bring, however large its events are. */
async function reach(
  sources: ArchiveSources,
  { epoch, oldest }: LogBounds,
  span: Span,
  direction: Direction,
): Promise<Span | Refused> {
  const high = Math.min(span.high, oldest - 1);
  if (span.low >= high) return span;
  const pages = { first: pageOf(span.low + 1), last: pageOf(high) };
  const page = await sources.findReach(epoch, pages, direction);
  if (isRefused(page)) return page;
  if (direction === "backward") return { ...span, low: Math.max(span.low, firstSeqOf(page) - 1) };
  return page === pages.last ? span : { ...span, high: lastSeqOf(page) };
}

async function* eventLines(walk: ReturnType<typeof walkLog>, limit: number): AsyncGenerator<string | Refused> {
  let left = limit;
  for await (const piece of walk) {
    if (isRefused(piece)) return yield piece;
    const events = piece.events.slice(0, left);
    left -= events.length;
    if (events.length > 0) yield events.map(({ text }) => `${text}\n`).join("");
    if (left === 0) return;
  }
}
