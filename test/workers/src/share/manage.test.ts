/**
 * Share links as an owner handles them: made, listed, bounded, revoked, and ended with the feed.
 */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { SHARE_BOTS_MAX, SHARE_DELAY_MAX_S, SHARE_TEXT_MAX_CHARS, SHARES_MAX } from "@fillcast/protocol";
import { call, createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { makeShare, pathOf, watch } from "../../share-rig.ts";

const post = (feed: CreatedFeed, wish: unknown, key = feed.key) =>
  send("POST", `/v1/feeds/${feed.feed}/shares`, key, wish);
const list = async (feed: CreatedFeed, key = feed.key) => {
  const answer = await send("GET", `/v1/feeds/${feed.feed}/shares`, key);
  return (await answer.json<{ readonly shares: { readonly id: string }[] }>()).shares;
};
const revoke = (feed: CreatedFeed, id: string, key = feed.key) =>
  send("DELETE", `/v1/feeds/${feed.feed}/shares/${id}`, key);
const WISH = { amounts: false, openTrades: false };

describe("a share link", () => {
  it("is made with safe defaults, and listed as it was made", async () => {
    const feed = await createFeed();
    const made = await makeShare(feed, { label: "Forum", title: "Swing trades", expiresIn: 3_600 });
    expect(made).toMatchObject({
      label: "Forum",
      title: "Swing trades",
      bots: null,
      names: false,
      amounts: false,
      openTrades: true,
      delayS: 0,
      issuedBy: feed.id,
    });
    expect(made.expiresAt! - made.createdAt).toBe(3_600_000);
    expect(made.url).toMatch(/^https:\/\/edge\.test\/s\/[A-Za-z0-9_-]{38}$/);
    expect(made.url).not.toContain(feed.feed);
    expect(await list(feed)).toEqual([made]);
    expect(await list(feed, env.ADMIN_TOKEN)).toEqual([made]);
  });

  it("is an owner's alone, and of its own feed", async () => {
    const [feed, other] = [await createFeed(), await createFeed()];
    const made = await makeShare(feed);
    for (const scope of ["subscribe", "publish", "inspect"]) {
      const { key } = await issueKey(feed, { scope });
      expect(await problemOf(await post(feed, WISH, key))).toEqual([403, "wrong-scope"]);
      expect((await send("GET", `/v1/feeds/${feed.feed}/shares`, key)).status).toBe(403);
      expect((await revoke(feed, made.id, key)).status).toBe(403);
    }
    expect((await post(feed, WISH, other.key)).status).toBe(403);
    expect(await problemOf(await revoke(other, made.id))).toEqual([404, "share-not-found"]);
    expect((await call(pathOf(made))).status).toBe(200);
  });

  it("is revoked at once: page, data and socket end, and its viewers read why", async () => {
    const feed = await createFeed();
    const made = await makeShare(feed);
    const viewer = await watch(made);
    await viewer.until((frames) => frames.length > 0);
    // So that there are copies.
    for (const name of ["badge.svg", "embed", "preview.png"]) {
      const answer = await call(`${pathOf(made)}/${name}`);
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    }
    expect((await revoke(feed, made.id)).status).toBe(204);
    await viewer.until(() => viewer.closed !== null);
    expect(viewer.frames.at(-1)).toEqual({ type: "end", text: "This link has ended. Ask its owner for a new one." });
    expect(viewer.closed).toBe(4503);
    const page = await call(pathOf(made), { headers: { Accept: "text/html,*/*" } });
    expect([page.status, await page.text()]).toEqual([410, expect.stringContaining("This link has ended.")]);
    expect(await problemOf(await call(`${pathOf(made)}/data`))).toEqual([410, "share-ended"]);
    for (const name of ["badge.svg", "embed", "preview.png"]) {
      expect(await problemOf(await call(`${pathOf(made)}/${name}`)), name).toEqual([410, "share-ended"]);
    }
    const late = await watch(made);
    await late.until(() => late.closed !== null);
    expect(late.frames).toMatchObject([{ type: "end" }]);
    expect(await problemOf(await revoke(feed, made.id))).toEqual([404, "share-not-found"]);
    expect(await list(feed)).toEqual([]);
  });

  it("ends with its feed", async () => {
    const feed = await createFeed();
    const made = await makeShare(feed);
    const viewer = await watch(made);
    await viewer.until((frames) => frames.length > 0);
    expect((await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN)).status).toBe(204);
    await viewer.until(() => viewer.closed !== null);
    expect(viewer.frames.at(-1)).toMatchObject({ type: "end" });
    expect((await call(pathOf(made))).status).toBe(410);
  });

  it("outlives the key that made it, and the list says which that was", async () => {
    const feed = await createFeed();
    const second = await issueKey(feed, { scope: "owner" });
    const made = await makeShare({ ...feed, key: second.key });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${second.id}`, feed.key);
    expect(await list(feed)).toMatchObject([{ id: made.id, issuedBy: second.id }]);
    expect((await call(pathOf(made))).status).toBe(200);
  });

  it("takes one of a bounded number of places, which a revoked one gives back", async () => {
    const feed = await createFeed();
    const first = await makeShare(feed);
    for (let made = 1; made < SHARES_MAX; made++) await makeShare(feed);
    expect(await problemOf(await post(feed, WISH))).toEqual([409, "too-many-shares"]);
    await revoke(feed, first.id);
    expect((await post(feed, WISH)).status).toBe(201);
  });

  it.each([
    [{ openTrades: false }, "/amounts"],
    [{ amounts: false }, "/openTrades"],
    [{ ...WISH, amount: true }, "/amount"],
    [{ ...WISH, amounts: "no" }, "/amounts"],
    [{ ...WISH, bots: [] }, "/bots"],
    [{ ...WISH, bots: ["a b"] }, "/bots/0"],
    [{ ...WISH, bots: Array.from({ length: SHARE_BOTS_MAX + 1 }, (_, index) => `b${index}`) }, "/bots"],
    [{ ...WISH, delayS: -1 }, "/delayS"],
    [{ ...WISH, delayS: SHARE_DELAY_MAX_S + 1 }, "/delayS"],
    [{ ...WISH, delayS: 1.5 }, "/delayS"],
    [{ ...WISH, expiresIn: 0 }, "/expiresIn"],
    [{ ...WISH, label: "x".repeat(SHARE_TEXT_MAX_CHARS + 1) }, "/label"],
    [{ ...WISH, title: "a\nb" }, "/title"],
    [{ ...WISH, title: " " }, "/title"],
  ])("is refused as %j, and says where", async (wish, pointer) => {
    const feed = await createFeed();
    const answer = await post(feed, wish);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
    expect(await list(feed)).toEqual([]);
  });

  it("takes the last values that its bounds allow", async () => {
    const feed = await createFeed();
    const bots = Array.from({ length: SHARE_BOTS_MAX }, (_, index) => `b${index}`);
    const title = "€".repeat(SHARE_TEXT_MAX_CHARS);
    expect(await makeShare(feed, { bots, title, delayS: SHARE_DELAY_MAX_S })).toMatchObject({ bots, title });
  });
});
