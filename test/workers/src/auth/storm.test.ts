import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createFeed, nextFeed, send, type CreatedFeed } from "../../edge.ts";

const admin = env.ADMIN_TOKEN;

async function createLimited(limits: unknown): Promise<CreatedFeed> {
  const answer = await send("POST", "/v1/feeds", admin, { feed: nextFeed(), limits });
  expect(answer.status).toBe(201);
  return answer.json<CreatedFeed>();
}
/** Counts the calls of any room while `work` runs. */
async function roomCalls(work: () => Promise<void>): Promise<number> {
  const getByName = vi.spyOn(env.Feed, "getByName");
  await work();
  return getByName.mock.calls.length;
}

afterEach(() => vi.restoreAllMocks());

describe("a storm", () => {
  test("of one key is turned away before it reaches a room", async () => {
    const feed = await createFeed();
    const limit = vi.spyOn(env.STORM!, "limit").mockResolvedValue({ success: false });
    const calls = await roomCalls(async () => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => send("POST", "/v1/events", feed.key, { type: "signal" })),
      );
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(30);
      expect(await refused[0]!.json()).toMatchObject({
        limit: "storm",
        detail: expect.stringContaining("retry after 10 s"),
      });
    });
    expect(calls).toBeLessThanOrEqual(30);
    expect(limit).toHaveBeenCalledWith({ key: `${feed.feed}/${feed.id}` });
  });

  test.each(["/events", "/trades", "/pages/1", "/summary", "/keys", "/sse"])(
    "of reads of %s is one too",
    async (path) => {
      const feed = await createFeed();
      vi.spyOn(env.STORM!, "limit").mockResolvedValue({ success: false });
      const calls = await roomCalls(async () => {
        const address = `/v1/feeds/${feed.feed}${path}`;
        const answers = await Promise.all(Array.from({ length: 60 }, () => send("HEAD", address, feed.key)));
        expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(30);
      });
      expect(calls).toBeLessThanOrEqual(30);
    },
  );

  test("of exports is counted by itself, each of them", async () => {
    const feed = await createFeed();
    const limit = vi.spyOn(env.EXPORTS!, "limit").mockResolvedValue({ success: false });
    const read = (path: string, accept: string) =>
      send("GET", `/v1/feeds/${feed.feed}${path}`, feed.key, undefined, { Accept: accept });
    const calls = await roomCalls(async () => {
      for (const [path, accept] of [
        ["/events", "application/x-ndjson"],
        ["/records", "*/*"],
        ["/trades", "text/csv"],
        ["/trades", "application/x-ndjson"],
      ] as const) {
        const answer = await read(path, accept);
        expect(answer.headers.get("Retry-After")).toBe("60");
        expect(await answer.json()).toMatchObject({ status: 429, limit: "exports", scope: "key" });
      }
    });
    expect(calls).toBe(0);
    expect(limit).toHaveBeenCalledTimes(4);
    for (const path of ["/events", "/trades", "/summary"]) expect((await read(path, "*/*")).status).toBe(200);
    expect(limit).toHaveBeenCalledTimes(4);
  });

  test("is nobody's if the operator has set no bound, or the counter fails", async () => {
    const post = (key: string) =>
      Promise.all(Array.from({ length: 60 }, () => send("POST", "/v1/events", key, { type: "signal" })));
    const free = await createLimited("none");
    const limit = vi.spyOn(env.STORM!, "limit").mockResolvedValue({ success: false });
    await send("POST", "/v1/events", free.key, { type: "signal" });
    expect((await post(free.key)).every(({ status }) => status === 200)).toBe(true);
    expect(limit).not.toHaveBeenCalled();
    limit.mockRejectedValue(new Error("gone"));
    expect((await post((await createFeed()).key)).every(({ status }) => status === 200)).toBe(true);
    expect(limit).toHaveBeenCalled();
  });
});
