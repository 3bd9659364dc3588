/**
 * `GET /v1/feeds/:feed/summary`: the feed's state with its position, from which a socket can continue, so its age does no
 * harm. From the cache if it is at most a minute old; otherwise the room is asked and the cache filled.
 */
import { isRefused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { withKey } from "../auth/require.ts";
import type { AppContext, AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { cacheKey, readCache, writeCache } from "./cache.ts";
import { isKnownKey, rememberKey } from "./known-keys.ts";
import { Stopwatch } from "./stopwatch.ts";

const SUMMARY_MAX_AGE_S = 60;

export const summaryRoutes = new Hono<AppEnv>();

summaryRoutes.get("/v1/feeds/:feed/summary", withKey("subscribe", readSummary));

async function readSummary(c: KeyedContext): Promise<Answer> {
  const { feed, keyId } = c.get("grant");
  const watch = new Stopwatch();
  if (isKnownKey(feed, keyId, c.get("nowMs"))) {
    const cached = await watch.time("kv", readFreshSummary(c.env.CACHE, feed, c.get("nowMs")));
    if (cached !== null) return answerSummary(c, cached, watch);
  }
  const read = await watch.time("room", c.get("room").readState());
  if (isRefused(read)) return read;
  rememberKey(feed, keyId, c.get("nowMs"));
  const { epoch, seq, at } = read;
  const text = `{"epoch":"${epoch}","seq":${seq},"at":${at},"state":${read.text},"vitals":${read.vitals ?? "{}"}}`;
  const cached = { label: { feed, at: c.get("nowMs") }, text };
  c.executionCtx.waitUntil(writeCache(c.env.CACHE, cacheKey("summary", feed, "state"), cached, SUMMARY_MAX_AGE_S));
  return answerSummary(c, text, watch);
}

/** The cached answer where it was made within the last minute, by the Worker's clock. */
async function readFreshSummary(cache: KVNamespace, feed: string, nowMs: number): Promise<string | null> {
  const cached = await readCache(cache, cacheKey("summary", feed, "state"), { feed });
  if (cached === null) return null;
  const ageMs = nowMs - Number(cached.label.at);
  return ageMs >= 0 && ageMs <= SUMMARY_MAX_AGE_S * 1_000 ? cached.text : null;
}

function answerSummary(c: AppContext, text: string, watch: Stopwatch): Response {
  watch.report(c);
  return c.body(text, 200, { "Content-Type": "application/json" });
}
