import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createFeed, issueKey, problemOf, send } from "../../edge.ts";

const admin = env.ADMIN_TOKEN;
/** Counts the calls of any room while `work` runs. */
async function roomCalls(work: () => Promise<void>): Promise<number> {
  const getByName = vi.spyOn(env.Feed, "getByName");
  await work();
  return getByName.mock.calls.length;
}

afterEach(() => vi.restoreAllMocks());

describe("a revoked key", () => {
  test("is refused without its body being read and without a room, once the room has said so", async () => {
    const feed = await createFeed();
    const bot = await issueKey(feed, { scope: "publish" });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${bot.id}`, feed.key);
    expect(await problemOf(await send("POST", "/v1/events", bot.key, { type: "signal" }))).toEqual([
      401,
      "key-revoked",
    ]);
    const calls = await roomCalls(async () => {
      for (const path of ["/v1/events", `/v1/webhooks/freqtrade/${bot.key}`, `/v1/webhooks/tradingview/${bot.key}`]) {
        expect(await problemOf(await send("POST", path, bot.key, "{"))).toEqual([401, "key-revoked"]);
      }
    });
    expect(calls).toBe(0);
  });

  test("cannot have been its child's work", async () => {
    const parent = await createFeed();
    const child = await issueKey(parent, { scope: "owner", label: "given away" });
    const path = `/v1/feeds/${parent.feed}/keys/${parent.id}`;
    const refused = await send("DELETE", path, child.key);
    expect(await problemOf(refused)).toEqual([403, "forbidden"]);
    expect((await send("GET", `/v1/feeds/${parent.feed}/keys`, parent.key)).status).toBe(200);
    expect((await send("DELETE", path, admin)).status).toBe(204);
  });
});
