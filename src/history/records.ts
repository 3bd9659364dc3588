/**
 * `GET /v1/feeds/:feed/records`: the archive's own records with their chain, a line each, streamed: a copy of the log that
 * proves itself (src/archive/verify.ts). It reads the archive alone, whatever the room or the cache hold, since what is in
 * the archive is what is to be proven.
 */
import { encodeCursor, pageOf, parseSeq } from "@fillcast/protocol";
import { Hono } from "hono";
import type { LogBounds, Refused } from "../../parties/feed/rpc.ts";
import { CHAIN_START_HEX } from "../archive/chain.ts";
import { pageToLines } from "../archive/verify.ts";
import { authenticate } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { rawSegment, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { PAGES_PER_READ } from "./archived.ts";
import { NDJSON, answerStream } from "./lines.ts";
import { refuseHole } from "./piece.ts";
import { oneOf, readQuery } from "./query.ts";
import { pageToSpan } from "./range.ts";
import { createSources, type LogSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";

const RECORDS_QUERY = {
  page: oneOf((text) => parseSeq(text) || null, "must be the number of a page, from 1"),
};

/** Pages of one answer: a Worker may ask the database 1,000 times, for four pages each. */
const ANSWER_MAX_PAGES = 3_000;

export const recordRoutes = new Hono<AppEnv>();

recordRoutes.get("/v1/feeds/:feed/records", async (c) => {
  const grant = authenticate(c, apiCredential(c), "subscribe", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const query = readQuery(new URL(c.req.url).searchParams, RECORDS_QUERY);
  if (query.kind === "refused") return answerProblem(c, query.problem);
  const watch = new Stopwatch();
  const sources = createSources(c.env, grant.feed, { kind: "key", id: grant.keyId }, watch);
  const bounds = await sources.readRoom({ low: 0, high: 0 });
  if (bounds.kind === "refused") return answerProblem(c, bounds.problem);
  const first = query.value.page ?? 1;
  const end = bounds.archived === 0 ? 0 : pageOf(bounds.archived);
  const last = Math.min(end, first + ANSWER_MAX_PAGES - 1);
  watch.report(c);
  return answerStream(c, recordLines(sources, bounds, first, last), {
    "Content-Type": NDJSON,
    "X-Fillcast-Head": encodeCursor({ epoch: bounds.epoch, seq: bounds.archived }),
    ...(last < end ? { "X-Fillcast-Next": String(last + 1) } : {}),
  });
});

/** The lines of the pages first … last; a page that is missing ends them with a refusal. */
async function* recordLines(
  sources: LogSources,
  { epoch }: LogBounds,
  first: number,
  last: number,
): AsyncGenerator<string | Refused> {
  let chain = CHAIN_START_HEX;
  if (first > 1 && first <= last) {
    const read = await sources.readPages(epoch, [first - 1]);
    if (read.kind === "refused") return yield read;
    const [previous] = read.value;
    if (previous === undefined) return yield refuseHole(pageToSpan(first - 1));
    ({ chain } = previous);
  }
  for (let page = first; page <= last;) {
    const count = Math.min(PAGES_PER_READ, last - page + 1);
    const read = await sources.readPages(
      epoch,
      Array.from({ length: count }, (_, index) => page + index),
    );
    if (read.kind === "refused") return yield read;
    if (read.value[0]?.page !== page) return yield refuseHole(pageToSpan(page));
    for (const archived of read.value) {
      // The next question begins with what this one did not bring.
      if (archived.page !== page) break;
      const lines = pageToLines(epoch, archived, chain);
      yield lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      ({ chain } = lines.at(-1)!);
      page += 1;
    }
  }
}
