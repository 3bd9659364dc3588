/**
 * `GET /v1/feeds/:feed/records`: the archive's own records with their chain, one per line, streamed: a copy of the log that
 * proves itself (archive/verify.ts). It reads only the archive, because the archive is what is verified.
 */
import { PAGE_MAX, encodeCursor, firstSeqOf, lastSeqOf, pageOf, isRefused, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { LogBounds } from "../../parties/feed/rpc.ts";
import { CHAIN_START_HEX } from "../../archive/chain.ts";
import { cutPart } from "../../archive/parts.ts";
import { partToLines } from "../../archive/verify.ts";
import { withKey } from "../auth/require.ts";
import { refuseExport } from "../auth/storm.ts";
import type { AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { NDJSON, answerStream } from "../http/lines.ts";
import { refuseHole } from "./piece.ts";
import { readQuery, wholeNumber } from "../http/query.ts";
import { pageToSpan } from "./range.ts";
import { createSources, type ArchiveSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";

export const RECORDS_QUERY = {
  page: wholeNumber(1, PAGE_MAX, "must be a page number, from 1"),
};

/** Pages of one answer: a Worker may ask the database 1,000 times, for four usual pages each. */
const ANSWER_MAX_PAGES = 3_000;

export const recordRoutes = new Hono<AppEnv>();

recordRoutes.get("/v1/feeds/:feed/records", withKey("subscribe", readRecords));

async function readRecords(c: KeyedContext): Promise<Answer> {
  const query = readQuery(new URL(c.req.url).searchParams, RECORDS_QUERY);
  if (isRefused(query)) return query;
  const tooMany = await refuseExport(c.env, c.get("grant"));
  if (tooMany !== null) return tooMany;
  const watch = new Stopwatch();
  const sources = createSources(c.env.DB, c.get("room"), watch);
  const bounds = await sources.readRoom({ low: 0, high: 0 });
  if (isRefused(bounds)) return bounds;
  const first = query.page ?? 1;
  const end = bounds.archived === 0 ? 0 : pageOf(bounds.archived);
  const range = { first, last: Math.min(end, first + ANSWER_MAX_PAGES - 1) };
  const last = await sources.findReach(bounds.epoch, range, "forward");
  if (isRefused(last)) return last;
  watch.report(c);
  return answerStream(c, recordLines(sources, bounds, first, last), {
    "Content-Type": NDJSON,
    "X-Fillcast-Head": encodeCursor({ epoch: bounds.epoch, seq: bounds.archived }),
    ...(last < end ? { "X-Fillcast-Next": String(last + 1) } : {}),
  });
}

/** The lines of the pages first … last, as far as the archive is; a part that is missing ends them with a refusal. */
async function* recordLines(
  sources: ArchiveSources,
  { epoch, archived }: LogBounds,
  first: number,
  last: number,
): AsyncGenerator<string | Refused> {
  let chain = CHAIN_START_HEX;
  if (first > 1 && first <= last) {
    const end = await sources.readPageEnd(epoch, first - 1);
    if (isRefused(end)) return yield end;
    if (end?.last !== firstSeqOf(first) - 1) return yield refuseHole(pageToSpan(first - 1));
    ({ chain } = end);
  }
  let after = firstSeqOf(first) - 1;
  const through = Math.min(lastSeqOf(last), archived);
  if (after >= through) return;
  for await (const part of sources.readParts(epoch, [{ low: after, high: through }], "forward")) {
    if (isRefused(part)) return yield part;
    if (part.last <= after) continue;
    if (part.first > after + 1) break;
    const kept = cutPart(part, after, through);
    const lines = partToLines(epoch, kept, chain);
    yield lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    ({ chain } = lines.at(-1)!);
    after = kept.last;
    if (after >= through) return;
  }
  yield refuseHole({ low: after, high: Math.min(through, lastSeqOf(pageOf(after + 1))) });
}
