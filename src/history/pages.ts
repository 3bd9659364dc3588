/**
 * `GET /v1/feeds/:feed/pages/:page`: a sealed page, immutable. If the request names the epoch and the room has recently
 * admitted the key, the cache answers without room or database. Otherwise the room is asked first, for its own copy or for
 * confirmation that the archive has one. With `copy`, one of these copies by name: page-copy.ts.
 */
import {
  PAGE_MAX,
  firstSeqOf,
  isEpoch,
  lastSeqOf,
  parseSeq,
  refuse,
  isRefused,
  type Refused,
} from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { withKey } from "../auth/require.ts";
import { rawSegment, type AppContext, type AppEnv, type KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { isKnownKey, rememberKey } from "./known-keys.ts";
import { COPIES, answerCopy } from "./page-copy.ts";
import { EPOCH_SCHEMA, oneOf, readQuery } from "../http/query.ts";
import { answerPieces } from "./page-pieces.ts";
import {
  cachePage,
  openArchivedPage,
  openRoomPage,
  readCachedPage,
  type PageName,
  type SealedPage,
} from "./sealed-page.ts";
import { createSources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";

export const PAGE_QUERY = {
  epoch: oneOf((text) => (isEpoch(text) ? text : null), "must be nine characters of 0–9 a–z", EPOCH_SCHEMA),
  copy: oneOf((text) => COPIES.find((name) => name === text) ?? null, `must be ${COPIES.join(" or ")}`, {
    type: "string",
    enum: COPIES,
  }),
};

/** A year, which is forever for a browser. */
const BROWSER_TTL_S = 31_536_000;

export const pageRoutes = new Hono<AppEnv>();

pageRoutes.get("/v1/feeds/:feed/pages/:page", withKey("subscribe", readPage));

async function readPage(c: KeyedContext): Promise<Answer> {
  const query = readQuery(new URL(c.req.url).searchParams, PAGE_QUERY);
  if (isRefused(query)) return query;
  const page = parseSeq(rawSegment(c, 4));
  if (page === null || page === 0 || page > PAGE_MAX) return refuseAbsent();
  const { feed, keyId } = c.get("grant");
  const { epoch, copy } = query;
  const watch = new Stopwatch();
  if (copy !== undefined) return answerCopy(c, { copy, epoch, page }, watch);
  if (epoch !== undefined && isKnownKey(feed, keyId, c.get("nowMs"))) {
    const name = { feed, epoch, page };
    if (hasCopy(c, name)) return answerUnchanged(c, name);
    const cached = await watch.time("kv", readCachedPage(c.env.CACHE, name));
    if (cached !== null) return answerPage(c, name, cached, watch);
  }
  return answerAsked(c, epoch, page, watch);
}

/** The answer when the room has been asked. */
async function answerAsked(
  c: KeyedContext,
  epoch: string | undefined,
  page: number,
  watch: Stopwatch,
): Promise<Answer> {
  const { feed, keyId } = c.get("grant");
  const room = c.get("room");
  const ask = (after: number) => watch.time("room", room.readPage({ page, after }));
  const read = await ask(firstSeqOf(page) - 1);
  if (isRefused(read)) return read;
  rememberKey(feed, keyId, c.get("nowMs"));
  if (epoch !== undefined && epoch !== read.epoch) return refuseEpoch();
  if (lastSeqOf(page) > read.head) return refuseAbsent();
  const name = { feed, epoch: read.epoch, page };
  if (hasCopy(c, name)) return answerUnchanged(c, name);
  const cached = read.text === null ? await watch.time("kv", readCachedPage(c.env.CACHE, name)) : null;
  if (cached !== null) return answerPage(c, name, cached, watch);
  const { text } = read;
  const sealed: SealedPage | Refused =
    text === null
      ? await openArchivedPage(createSources(c.env.DB, room, watch), name)
      : await openRoomPage(name, { ...read, text }, ask);
  if (isRefused(sealed)) return sealed;
  c.executionCtx.waitUntil(cachePage(c.env.CACHE, name, sealed));
  return answerPage(c, name, sealed, watch);
}

function answerPage(
  c: AppContext,
  name: PageName,
  { first, rest, chain }: SealedPage,
  watch: Stopwatch,
): Promise<Answer> {
  const { epoch, page } = name;
  const last = lastSeqOf(page);
  const head = `"epoch":"${epoch}","page":${page},"first":${firstSeqOf(page)},"last":${last},"chain":"${chain}"`;
  watch.report(c);
  return answerPieces(c, { head, last, first, rest }, cacheHeaders(name));
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
    "There is no sealed page with this number. Pages start at 1 and have 512 events each.",
  );
}

function refuseEpoch(): Refused {
  return refuse("position-expired", "The epoch is from an earlier log. Omit it to read the current one.");
}
