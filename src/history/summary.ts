/**
 * `GET /v1/feeds/:feed/summary`: the feed's state with its position, from which a socket can go on, so that its age does no
 * harm. At most a minute old from the cache, which is filled on read; what is older there, or cannot be read, is asked of the
 * room.
 */
import { Hono } from "hono";
import { RPC_VERSION } from "../../parties/feed/rpc.ts";
import { authenticate } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { callRoom } from "../call-room.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { cacheKey, readCache, writeCache } from "./cache.ts";
import { isKnownKey, rememberKey } from "./known-keys.ts";
import { Stopwatch } from "./stopwatch.ts";

const SUMMARY_MAX_AGE_S = 60;

export const summaryRoutes = new Hono<AppEnv>();

summaryRoutes.get("/v1/feeds/:feed/summary", async (c) => {
  const grant = authenticate(c, apiCredential(c), "subscribe", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const { feed, keyId } = grant;
  const watch = new Stopwatch();
  if (isKnownKey(feed, keyId, c.get("nowMs"))) {
    const cached = await watch.time("kv", readFreshSummary(c.env.CACHE, feed, c.get("nowMs")));
    if (cached !== null) return answerSummary(c, cached, watch);
  }
  const caller = { kind: "key", id: keyId } as const;
  const call = callRoom(c.env, feed, (room) => room.readState({ v: RPC_VERSION, caller }));
  const read = await watch.time("room", call);
  if (read.kind === "refused") return answerProblem(c, read.problem);
  rememberKey(feed, keyId, c.get("nowMs"));
  const { epoch, seq, at } = read;
  const text = `{"epoch":"${epoch}","seq":${seq},"at":${at},"state":${read.text}}`;
  const cached = { label: { feed, at: c.get("nowMs") }, text };
  c.executionCtx.waitUntil(writeCache(c.env.CACHE, cacheKey("summary", feed, "state"), cached, SUMMARY_MAX_AGE_S));
  return answerSummary(c, text, watch);
});

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
