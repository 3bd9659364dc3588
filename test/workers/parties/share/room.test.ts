/**
 * A link's object: one read of the feed for all viewers, nothing while nobody looks, only what has changed, and no life beyond
 * the link's.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SHARE_REFRESH_MS, SHARE_VIEWERS_MAX, SILENT_SOCKET_MS } from "@fillcast/protocol";
import { FeedRoom } from "../../../../src/worker.ts";
import { call, createFeed, problemOf } from "../../edge.ts";
import { makeShare, pathOf, readView, tell, watch, type MadeShare } from "../../share-rig.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const stubOf = ({ id }: MadeShare) => env.Share.getByName(id);
const alarmOf = (share: MadeShare) => runInDurableObject(stubOf(share), (_, { storage }) => storage.getAlarm());
const countReads = () => vi.spyOn(FeedRoom.prototype, "readShared");

describe("a link's object", () => {
  it(
    "reads the feed once for 1,000 viewers who come at once, and once a refresh after that",
    { timeout: 120_000 },
    async () => {
      const feed = await createFeed();
      await tell(feed, [{ id: "1" }]);
      const share = await makeShare(feed);
      vi.useFakeTimers({ toFake: ["Date"] });
      const reads = countReads();
      const viewers = await Promise.all(Array.from({ length: 1_000 }, () => watch(share)));
      await Promise.all(viewers.map((viewer) => viewer.until((frames) => frames.length > 0)));
      expect(reads).toHaveBeenCalledTimes(1);
      for (let refresh = 1; refresh <= 3; refresh++) {
        await tell(feed, [{ id: `more-${refresh}`, pair: `NEW${refresh}/USDT` }]);
        vi.advanceTimersByTime(SHARE_REFRESH_MS);
        expect(await runDurableObjectAlarm(stubOf(share))).toBe(true);
        await Promise.all(
          viewers.map((viewer) => viewer.until(() => viewer.texts.at(-1)!.includes(`NEW${refresh}/USDT`))),
        );
        expect(reads).toHaveBeenCalledTimes(1 + refresh);
      }
      for (const { raw } of viewers) raw.close(1000);
    },
  );

  it("sends nothing while nothing changes, and of a change only the parts that it is in", async () => {
    const feed = await createFeed();
    await tell(feed, [{ id: "1" }, { id: "2", closedAgoMs: null }]);
    const share = await makeShare(feed);
    vi.useFakeTimers({ toFake: ["Date"] });
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length === 1);
    const next = async () => {
      vi.advanceTimersByTime(SHARE_REFRESH_MS);
      expect(await runDurableObjectAlarm(stubOf(share))).toBe(true);
    };
    await next();
    await next();
    expect(viewer.frames).toHaveLength(1);
    await tell(feed, [{ id: "3", closedAgoMs: null, pair: "ETH/USDT" }]);
    await next();
    await viewer.until((frames) => frames.length === 2);
    expect(Object.keys((viewer.frames[1] as { parts: object }).parts)).toEqual(["open"]);
    viewer.raw.close(1000);
  });

  it("has an alarm while somebody looks, and none before and after", async () => {
    const share = await makeShare(await createFeed());
    await readView(share);
    expect(await alarmOf(share)).toBeNull();
    const [first, second] = [await watch(share), await watch(share)];
    await first.until((frames) => frames.length > 0);
    await second.until((frames) => frames.length > 0);
    expect(await alarmOf(share)).not.toBeNull();
    first.raw.close(1000);
    await first.until(() => first.closed !== null);
    expect(await alarmOf(share)).not.toBeNull();
    second.raw.close(1000);
    await expect.poll(() => alarmOf(share)).toBeNull();
  });

  it("ends at its time, for readers and for open pages", async () => {
    const share = await makeShare(await createFeed(), { expiresIn: 60 });
    vi.useFakeTimers({ toFake: ["Date"] });
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length > 0);
    vi.advanceTimersByTime(59_000);
    expect((await call(pathOf(share))).status).toBe(200);
    vi.advanceTimersByTime(1_000);
    expect(await problemOf(await call(`${pathOf(share)}/data`))).toEqual([410, "share-ended"]);
    await viewer.until(() => viewer.closed !== null);
    expect(viewer.frames.at(-1)).toMatchObject({ type: "end" });
  });

  it("believes the feed's room where it was not told of a revocation", async () => {
    const feed = await createFeed();
    const share = await makeShare(feed);
    vi.useFakeTimers({ toFake: ["Date"] });
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length > 0);
    await env.Feed.getByName(feed.feed).removeShare({ v: 2, caller: { kind: "admin" }, share: share.id });
    vi.advanceTimersByTime(SHARE_REFRESH_MS);
    await runDurableObjectAlarm(stubOf(share));
    await viewer.until(() => viewer.closed !== null);
    expect((await call(pathOf(share))).status).toBe(410);
    await runInDurableObject(stubOf(share), async (_, { storage }) => {
      expect([...storage.kv.list()]).toEqual([]);
    });
  });

  it("goes on after an eviction, with its viewers", async () => {
    const feed = await createFeed();
    await tell(feed, [{ id: "1" }]);
    const share = await makeShare(feed);
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length === 1);
    await evictDurableObject(stubOf(share));
    await tell(feed, [{ id: "2", pair: "ETH/USDT" }]);
    await runDurableObjectAlarm(stubOf(share));
    await viewer.until(() => viewer.texts.at(-1)!.includes("ETH/USDT"));
    expect(await alarmOf(share)).not.toBeNull();
    viewer.raw.close(1000);
  });

  it("shows what it has while the feed cannot be read, and says so", async () => {
    const feed = await createFeed();
    await tell(feed, [{ id: "1" }]);
    const share = await makeShare(feed);
    vi.useFakeTimers({ toFake: ["Date"] });
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length === 1);
    const { at } = await readView(share);
    const broken = countReads().mockRejectedValue(new Error("Network connection lost."));
    vi.advanceTimersByTime(SHARE_REFRESH_MS);
    await runDurableObjectAlarm(stubOf(share));
    await viewer.until((frames) => frames.at(-1)!.type === "stale");
    expect((await readView(share)).at).toBe(at);
    broken.mockRestore();
    vi.advanceTimersByTime(SHARE_REFRESH_MS);
    await runDurableObjectAlarm(stubOf(share));
    await viewer.until((frames) => frames.at(-1)!.type === "view");
    expect((await readView(share)).at).toBeGreaterThan(at);
    viewer.raw.close(1000);
  });

  it("closes a page that has not pinged for long, and rests after it", async () => {
    const share = await makeShare(await createFeed());
    vi.useFakeTimers({ toFake: ["Date"] });
    const viewer = await watch(share);
    await viewer.until((frames) => frames.length === 1);
    vi.advanceTimersByTime(SILENT_SOCKET_MS + 1_000);
    await runDurableObjectAlarm(stubOf(share));
    await viewer.until(() => viewer.closed !== null);
    expect(viewer.closed).toBe(4001);
    await expect.poll(() => alarmOf(share)).toBeNull();
  });

  it("takes no more pages than its bound", async () => {
    const share = await makeShare(await createFeed());
    await runInDurableObject(stubOf(share), (room) => {
      const { ctx } = room as unknown as { readonly ctx: DurableObjectState };
      vi.spyOn(ctx, "getWebSockets").mockReturnValue(Array.from({ length: SHARE_VIEWERS_MAX }));
    });
    const viewer = await watch(share);
    await viewer.until(() => viewer.closed !== null);
    expect([viewer.closed, viewer.frames]).toEqual([4005, []]);
    expect((await call(pathOf(share))).status).toBe(200);
  });

  it("counts trades that are in the ledger alone", async () => {
    const feed = await createFeed();
    await tell(
      feed,
      Array.from({ length: 150 }, (_, index) => ({ id: String(index), openedAgoMs: 90_000_000 + index * 1_000 })),
    );
    expect(await runDurableObjectAlarm(env.Feed.getByName(feed.feed))).toBe(true);
    const share = await makeShare(feed);
    await expect.poll(async () => (await readView(share)).books[0]?.closed).toBe(150);
  });
});
