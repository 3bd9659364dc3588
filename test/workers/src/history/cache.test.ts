/**
 * Every read of a feed with a cache that fails, and with one that gives yesterday's values forever: the answers are those of
 * a feed without a cache, after more events, after a new epoch, and after an erasure.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { createFeed, problemOf, send } from "../../edge.ts";
import { dropPages, publish, readWith, textOf } from "../../history-rig.ts";

const READS: readonly (readonly [path: string, accept: string])[] = [
  ["/events?limit=1000", "application/json"],
  ["/events", "application/x-ndjson"],
  ["/pages/1", "application/json"],
  ["/pages/2", "application/json"],
  ["/trades", "application/json"],
  ["/trades", "text/csv"],
  ["/summary", "application/json"],
];
const DAY_MS = 24 * 3_600_000;

const failing = new Proxy(env.CACHE, { get: () => () => Promise.reject(new Error("KV: 500")) });

/** A cache that keeps the first value forever. */
function frozenCache(): KVNamespace & { readonly size: number } {
  const values = new Map<string, ArrayBuffer>();
  const cache = {
    get: async (key: string) => values.get(key) ?? null,
    put: async (key: string, value: Uint8Array) => {
      if (!values.has(key)) values.set(key, new Uint8Array(value).buffer);
    },
    list: async () => ({ keys: [], list_complete: true }),
    delete: async () => {},
    get size() {
      return values.size;
    },
  };
  return cache as unknown as KVNamespace & { readonly size: number };
}

afterEach(() => {
  vi.useRealTimers();
});

it("no answer depends on the cache", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.useFakeTimers({ toFake: ["Date"] });
  const feed = await createFeed("cached");
  const stub = env.Feed.getByName(feed.feed);
  const frozen = frozenCache();
  const readAll = async (CACHE: KVNamespace, epoch: string) => {
    const answers: (readonly [string, number, string])[] = [];
    for (const [path, accept] of READS) {
      for (const query of path.startsWith("/pages") ? ["", `?epoch=${epoch}`] : [""]) {
        const answer = await readWith(feed, path + query, { CACHE }, { Accept: accept });
        // When the state was asked for is no part of it.
        answers.push([path + query, answer.status, (await textOf(answer)).replace(/"at":\d+,"state"/, '"state"')]);
      }
    }
    return answers;
  };
  const agree = async (epoch: string) => {
    const without = await readAll(failing, epoch);
    expect(await readAll(frozen, epoch)).toEqual(without);
    return without.map(([, status]) => status);
  };

  await publish(feed, 1, 1_100);
  await runDurableObjectAlarm(stub);
  expect(new Set(await agree(feed.epoch))).toEqual(new Set([200]));
  expect(frozen.size).toBe(3);

  vi.setSystemTime(Date.now() + DAY_MS);
  await publish(feed, 1_101, 1_700);
  await runDurableObjectAlarm(stub);
  await dropPages(feed, 1, 2);
  expect(new Set(await agree(feed.epoch))).toEqual(new Set([200]));

  vi.setSystemTime(Date.now() + DAY_MS);
  await env.DB.prepare("UPDATE page SET chain = ? WHERE feed = ? AND page = 4").bind("0".repeat(64), feed.feed).run();
  await publish(feed, 1_701, 1_702);
  await runDurableObjectAlarm(stub);
  await runDurableObjectAlarm(stub);
  const state = await readWith(feed, "/summary", { CACHE: failing });
  const { epoch } = JSON.parse(await textOf(state)) as { epoch: string };
  expect(epoch > feed.epoch).toBe(true);
  expect(new Set(await agree(epoch))).toEqual(new Set([200]));
  expect((await readWith(feed, "/pages/1", { CACHE: frozen })).headers.get("ETag")).toContain(epoch);

  expect((await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN)).status).toBe(204);
  vi.setSystemTime(Date.now() + 60_001);
  for (const [path, accept] of READS) {
    for (const CACHE of [failing, frozen]) {
      const answer = await readWith(feed, path, { CACHE }, { Accept: accept });
      expect([path, ...(await problemOf(answer))]).toEqual([path, 404, "feed-not-found"]);
    }
  }
  const old = await readWith(feed, `/pages/1?epoch=${feed.epoch}`, { CACHE: frozen });
  expect(await problemOf(old)).toEqual([404, "feed-not-found"]);
});
