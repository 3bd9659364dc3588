/**
 * `GET /v1/feeds/:feed/pages/:page`: a sealed page, immutable. It comes from the cache where the epoch is named and the room
 * has admitted the key of late: then neither room nor database is asked. Else the room is asked first, for its own copy or
 * for its word that the archive must have one. With `copy`, one of these copies by name: page-copy.ts.
 */
import { firstSeqOf, isEpoch, lastSeqOf, parseSeq } from "@fillcast/protocol";
import { Hono } from "hono";
import { refuse, RPC_VERSION, type Refused } from "../../parties/feed/rpc.ts";
import { authenticate } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import type { Grant } from "../auth/grant.ts";
import { callRoom } from "../call-room.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { isKnownKey, rememberKey } from "./known-keys.ts";
import { COPIES, answerCopy } from "./page-copy.ts";
import { oneOf, readQuery } from "./query.ts";
import { cachePage, readArchivedPage, readCachedPage, type PageName, type SealedPage } from "./sealed-page.ts";
import { createSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";

const PAGE_QUERY = {
  epoch: oneOf((text) => (isEpoch(text) ? text : null), "must be nine characters of 0–9 a–z"),
  copy: oneOf((text) => COPIES.find((name) => name === text) ?? null, `must be ${COPIES.join(" or ")}`),
};

/** A year: for ever, to a browser. */
const BROWSER_TTL_S = 31_536_000;

export const pageRoutes = new Hono<AppEnv>();

pageRoutes.get("/v1/feeds/:feed/pages/:page", async (c) => {
  const grant = authenticate(c, apiCredential(c), "subscribe", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const query = readQuery(new URL(c.req.url).searchParams, PAGE_QUERY);
  if (query.kind === "refused") return answerProblem(c, query.problem);
  const page = parseSeq(rawSegment(c, 4));
  if (page === null || page === 0) return answerProblem(c, refuseAbsent().problem);
  const { feed, keyId } = grant;
  const { epoch, copy } = query.value;
  const watch = new Stopwatch();
  if (copy !== undefined) return answerCopy(c, grant, { copy, epoch, page }, watch);
  if (epoch !== undefined && isKnownKey(feed, keyId, c.get("nowMs"))) {
    const name = { feed, epoch, page };
    if (hasCopy(c, name)) return answerUnchanged(c, name);
    const cached = await watch.time("kv", readCachedPage(c.env.CACHE, name));
    if (cached !== null) return answerPage(c, name, cached, watch);
  }
  return answerAsked(c, grant, epoch, page, watch);
});

/** The answer when the room has been asked. */
async function answerAsked(
  c: AppContext,
  { feed, keyId }: Grant,
  epoch: string | undefined,
  page: number,
  watch: Stopwatch,
): Promise<Response> {
  const caller = { kind: "key", id: keyId } as const;
  const call = callRoom(c.env, feed, (room) => room.readPage({ v: RPC_VERSION, caller, page }));
  const read = await watch.time("room", call);
  if (read.kind === "refused") return answerProblem(c, read.problem);
  rememberKey(feed, keyId, c.get("nowMs"));
  if (epoch !== undefined && epoch !== read.epoch) return answerProblem(c, refuseEpoch().problem);
  if (lastSeqOf(page) > read.head) return answerProblem(c, refuseAbsent().problem);
  const name = { feed, epoch: read.epoch, page };
  if (hasCopy(c, name)) return answerUnchanged(c, name);
  const cached = read.text === null ? await watch.time("kv", readCachedPage(c.env.CACHE, name)) : null;
  if (cached !== null) return answerPage(c, name, cached, watch);
  const sealed: SealedPage | Refused =
    read.text === null
      ? await readArchivedPage(createSources(c.env, feed, caller, watch), name)
      : { kind: "sealed-page", text: read.text, chain: read.chain };
  if (sealed.kind === "refused") return answerProblem(c, sealed.problem);
  c.executionCtx.waitUntil(cachePage(c.env.CACHE, name, sealed));
  return answerPage(c, name, sealed, watch);
}

/** The records stay as they are stored, with their separators, so that the chain can be computed from the answer. */
function answerPage(c: AppContext, name: PageName, { text, chain }: SealedPage, watch: Stopwatch): Response {
  const { epoch, page } = name;
  const head = `"epoch":"${epoch}","page":${page},"first":${firstSeqOf(page)},"last":${lastSeqOf(page)},"chain":"${chain}"`;
  watch.report(c);
  return c.body(`{${head},"events":[${text}]}`, 200, { "Content-Type": "application/json", ...cacheHeaders(name) });
}

function answerUnchanged(c: AppContext, name: PageName): Response {
  return c.body(null, 304, cacheHeaders(name));
}

function cacheHeaders(name: PageName): Record<string, string> {
  return { ETag: nameToEtag(name), "Cache-Control": `private, max-age=${BROWSER_TTL_S}, immutable` };
}

/** What the page's name says is what there is to know: its content never changes. */
function nameToEtag({ epoch, page }: PageName): string {
  return `"${epoch}-${page}"`;
}

function hasCopy(c: AppContext, name: PageName): boolean {
  const copies = c.req.header("If-None-Match")?.split(",") ?? [];
  return copies.some((copy) => copy.trim().replace(/^W\//, "") === nameToEtag(name));
}

function refuseAbsent(): Refused {
  return refuse(
    "page-not-found",
    "There is no sealed page of this number. Pages count from 1 and hold 512 events each.",
  );
}

function refuseEpoch(): Refused {
  return refuse("position-expired", "The epoch is of another life of the log. Ask without it for the present one.");
}
