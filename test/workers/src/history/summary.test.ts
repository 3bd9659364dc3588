import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type FeedState } from "@fillcast/protocol";
import { issueKey, problemOf, send } from "../../edge.ts";
import { createHistory, publish, readWith, textOf } from "../../history-rig.ts";

interface SummaryAnswer {
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  readonly state: FeedState;
}

/** Rooms of which none may be asked. */
const noRoom = {
  getByName: () => {
    throw new Error("the room was asked");
  },
} as unknown as typeof env.Feed;
const fails = () => Promise.reject(new Error("KV: 500"));
/** A cache of the given reads and writes. */
const cacheOf = (changes: Partial<Record<"get" | "put", unknown>>) =>
  ({ get: fails, put: fails, ...changes }) as unknown as KVNamespace;

describe("the summary", () => {
  const summaryOf = async (answer: Response) => JSON.parse(await textOf(answer)) as SummaryAnswer;

  it("is the state with its position, and at most a minute old from the cache", async () => {
    const feed = await createHistory(10);
    const first = await summaryOf(await readWith(feed, "/summary", {}));
    expect(first).toMatchObject({ epoch: feed.epoch, seq: 10, state: { trades: {}, totals: [], days: [], locks: [] } });
    expect(Object.keys(first.state.bots).sort()).toEqual(["bot-0", "bot-1", "bot-2"]);
    await publish(feed, 11, 12);
    expect(await summaryOf(await readWith(feed, "/summary", { Feed: noRoom }))).toEqual(first);
    expect(await summaryOf(await readWith(feed, "/summary", { CACHE: cacheOf({}) }))).toMatchObject({ seq: 12 });
  });

  it("takes no harm from a cache that fails, hangs, or gives yesterday's or another feed's", async () => {
    const feed = await createHistory(3);
    const other = await createHistory(5);
    await textOf(await readWith(other, "/summary", {}));
    await textOf(await readWith(feed, "/summary", {}));
    const stale = await env.CACHE.get(`summary:${feed.feed}:state`, "arrayBuffer");
    await publish(feed, 4, 4);
    const lies = {
      "another feed": () => env.CACHE.get(`summary:${other.feed}:state`, "arrayBuffer"),
      nonsense: async () => new TextEncoder().encode("{}").buffer,
      "an error": fails,
      "a wait": () => new Promise(() => {}),
    };
    for (const get of Object.values(lies)) {
      expect(await summaryOf(await readWith(feed, "/summary", { CACHE: cacheOf({ get }) }))).toMatchObject({ seq: 4 });
    }
    const yesterday = await relabel(stale!, Date.now() - 60_001);
    const tomorrow = await relabel(stale!, Date.now() + 60_000);
    for (const value of [yesterday, tomorrow]) {
      const answer = await readWith(feed, "/summary", { CACHE: cacheOf({ get: async () => value }) });
      expect(await summaryOf(answer)).toMatchObject({ seq: 4 });
    }
    const fresh = await relabel(stale!, Date.now());
    const answer = await readWith(feed, "/summary", { CACHE: cacheOf({ get: async () => fresh }) });
    expect(await summaryOf(answer)).toMatchObject({ seq: 3 });
  });

  it("opens to the same keys as the events", async () => {
    const feed = await createHistory(1);
    const publisher = await issueKey(feed, { scope: "publish", bot: "b" });
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/summary`, publisher.key))).toEqual([
      403,
      "wrong-scope",
    ]);
    const subscriber = await issueKey(feed, { scope: "subscribe" });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${subscriber.id}`, feed.key);
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/summary`, subscriber.key))).toEqual([
      401,
      "key-revoked",
    ]);
  });
});

/** A cached summary as if it had been made at another time. */
async function relabel(value: ArrayBuffer, at: number): Promise<ArrayBuffer> {
  const through = async (bytes: BufferSource, stream: CompressionStream | DecompressionStream) =>
    new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
  const text = new TextDecoder().decode(await through(value, new DecompressionStream("gzip")));
  const label = JSON.parse(text.slice(0, text.indexOf("\n"))) as object;
  const changed = `${JSON.stringify({ ...label, at })}${text.slice(text.indexOf("\n"))}`;
  return through(new TextEncoder().encode(changed), new CompressionStream("gzip"));
}
