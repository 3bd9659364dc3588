/**
 * What leaves the server for a link, route by route, and that nothing which a viewer sends makes it more.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Env } from "../../../../src/env.ts";
import { app } from "../../../../src/app.ts";
import { shareToToken, createShareId } from "../../../../src/share/token.ts";
import { call, createFeed, problemOf, type CreatedFeed } from "../../edge.ts";
import { makeShare, pathOf, readView, tell, watch, type MadeShare } from "../../share-rig.ts";

const ROUTES = ["", "/data", "/badge.svg", "/embed", "/preview.png"];
/** In every event of the rig, and nothing that any link shows. */
const ALWAYS_SECRET = /secret-|31337|41337|24\.68|1337\.77/;
const MONEY = /987[,.]?654|777[,.]?888|USDT[^/]*profit|"currency"|"realised"|"stake"|"money"/;

async function textsOf(share: MadeShare): Promise<string[]> {
  const texts = await Promise.all(
    ROUTES.filter((route) => !route.endsWith("png")).map(async (route) => (await call(pathOf(share) + route)).text()),
  );
  const viewer = await watch(share);
  await viewer.until((frames) => frames.length > 0);
  viewer.raw.close(1000);
  return [...texts, ...viewer.texts];
}

describe("what leaves the server for a link", () => {
  let feed: CreatedFeed;
  beforeAll(async () => {
    feed = await createFeed();
    const fresh = { id: "3", bot: "alpha", pair: "FRESH/USDT", closedAgoMs: 1_000, ratio: "0.4321" };
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() - 60_000);
    await tell(feed, [
      { id: "1", bot: "alpha", pair: "ALPHA/USDT" },
      { id: "2", bot: "bravo", pair: "BRAVO/USDT", ratio: "-0.03", profit: "-987654.32" },
      { ...fresh, part: "entry" },
      { id: "4", bot: "alpha", pair: "LIVE/USDT", closedAgoMs: null },
    ]);
    vi.useRealTimers();
    await tell(feed, [
      { ...fresh, part: "exit" },
      { id: "5", bot: "alpha", pair: "NEW/USDT", closedAgoMs: null, openedAgoMs: 1_000 },
      // An order of yesterday that is filled now.
      { id: "6", bot: "alpha", pair: "NEW/USDT", closedAgoMs: null },
    ]);
  });

  it("in percent has no money in any form, on any route or frame", async () => {
    const texts = await textsOf(await makeShare(feed, { names: true }));
    expect(texts).toHaveLength(5);
    for (const text of texts) {
      expect(text).not.toMatch(ALWAYS_SECRET);
      expect(text).not.toMatch(MONEY);
      expect(text).not.toContain(feed.feed);
      expect(text).not.toContain(feed.key);
    }
    expect(texts[0]).toContain("ALPHA/USDT");
    expect(texts[0]).toContain("−3.00%");
  });

  it("with amounts has profits and stakes, and still no price, id or tag", async () => {
    const share = await makeShare(feed, { amounts: true });
    const [page, data, badge, line] = await textsOf(share);
    for (const text of [page, data, badge, line]) expect(text).not.toMatch(ALWAYS_SECRET);
    expect(page).toContain("+987,654.32 USDT");
    expect(data).toContain("777888.99");
    // Copies have percentages alone, whatever the link shows.
    expect(badge).not.toMatch(/987/);
    expect(line).not.toMatch(/987/);
  });

  it("without open trades has no trace of one", async () => {
    const share = await makeShare(feed, { openTrades: false, amounts: true });
    for (const text of await textsOf(share)) expect(text).not.toMatch(/LIVE\/USDT|NEW\/USDT|Open trades/);
    expect((await readView(share)).open).toBeNull();
  });

  it("with a delay has a trade that was closed since as open, and none that was opened since", async () => {
    const share = await makeShare(feed, { delayS: 30 });
    const view = await readView(share);
    expect(view.closed.map(({ pair }) => pair).toSorted()).toEqual(["ALPHA/USDT", "BRAVO/USDT"]);
    expect(view.open!.map(({ pair, move }) => `${pair} ${move}`).toSorted()).toEqual([
      "FRESH/USDT null",
      "LIVE/USDT null",
    ]);
    expect(view.at).toBeLessThanOrEqual(Date.now() - 30_000);
    for (const text of await textsOf(share)) expect(text).not.toMatch(/NEW\/USDT|0\.4321|43\.21/);
  });

  it("of one bot has nothing of another, and no name where there are to be none", async () => {
    const share = await makeShare(feed, { bots: ["bravo"] });
    const view = await readView(share);
    expect([view.books[0]!.closed, view.closed[0]!.bot, view.open]).toEqual([1, null, []]);
    for (const text of await textsOf(share)) expect(text).not.toMatch(/ALPHA|alpha|bravo|LIVE/);
    const all = await makeShare(feed);
    for (const text of await textsOf(all)) expect(text).not.toMatch(/alpha|bravo/);
  });

  it("is the same whatever a viewer adds: queries, keys, headers, other paths", async () => {
    const share = await makeShare(feed, { bots: ["bravo"], openTrades: false });
    const plain = await call(pathOf(share) + "/data").then((answer) => answer.json<{ at: number }>());
    const authorised = { headers: { Authorization: `Bearer ${feed.key}` } };
    for (const [query, init] of [
      ["?bots=alpha&amounts=true&openTrades=true&delayS=0", {}],
      [`?token=${feed.key}`, {}],
      ["", authorised],
      ["?snapshot=1&tail=100&epoch=0mwuacao0&after=0", authorised],
    ] as const) {
      const wide = await call(`${pathOf(share)}/data${query}`, init).then((answer) => answer.json<{ at: number }>());
      expect({ ...wide, at: 0 }).toEqual({ ...plain, at: 0 });
    }
    for (const path of ["/events", "/trades", "/profit", "/records", "/summary", "/sse", "/data/trades", "/live/x"]) {
      expect((await call(pathOf(share) + path)).status, path).toBe(404);
    }
    expect((await call(`${pathOf(share)}/data`, { method: "POST" })).status).toBe(405);
  });

  it("is all that its token opens: it is no key", async () => {
    const share = await makeShare(feed);
    const token = pathOf(share).slice("/s/".length);
    for (const path of ["events", "trades", "keys", "shares", "settings"]) {
      const answer = await call(`/v1/feeds/${feed.feed}/${path}`, { headers: { Authorization: `Bearer ${token}` } });
      expect(answer.status, path).toBe(401);
    }
  });

  it("takes nothing from a socket but pings", async () => {
    const viewer = await watch(await makeShare(feed, { bots: ["bravo"] }));
    await viewer.until((frames) => frames.length > 0);
    viewer.raw.send("ping");
    await viewer.until(() => viewer.texts.includes("pong"));
    viewer.raw.send(JSON.stringify({ type: "subscribe", bots: ["alpha"] }));
    await viewer.until(() => viewer.closed !== null);
    expect(viewer.closed).toBe(4500);
    expect(viewer.frames).toHaveLength(1);
  });
});

describe("an answer for a link", () => {
  it("says that no search should list it, and where its address must not go", async () => {
    const share = await makeShare(await createFeed());
    for (const route of ROUTES) {
      const { headers } = await call(pathOf(share) + route);
      expect(headers.get("X-Robots-Tag"), route).toBe("noindex, nofollow");
      expect(headers.get("Referrer-Policy"), route).toBe("no-referrer");
    }
  });

  it("may be framed where it is the line, and nowhere else", async () => {
    const share = await makeShare(await createFeed());
    const policyOf = async (route: string) =>
      (await call(pathOf(share) + route)).headers.get("Content-Security-Policy")!;
    expect(await policyOf("/embed")).toContain("frame-ancestors *");
    for (const route of ["", "/badge.svg", "/preview.png"]) {
      expect(await policyOf(route), route).toContain("frame-ancestors 'none'");
    }
    expect(await policyOf("")).not.toMatch(/unsafe|\*/);
  });

  it("is kept by caches for a minute at most, never beyond its end, and only where it is in percent", async () => {
    const feed = await createFeed();
    const [open, short] = [await makeShare(feed), await makeShare(feed, { expiresIn: 30 })];
    const controlOf = async (share: MadeShare, route: string) =>
      (await call(pathOf(share) + route)).headers.get("Cache-Control")!;
    for (const route of ["/badge.svg", "/embed", "/preview.png"]) {
      expect(await controlOf(open, route)).toBe("public, max-age=60");
      expect(Number(/^public, max-age=(\d+)$/.exec(await controlOf(short, route))![1])).toBeLessThanOrEqual(30);
    }
    for (const route of ["", "/data"]) expect(await controlOf(open, route)).toBe("no-store");
  });

  it("has tags for a link's preview, whose image is a PNG", async () => {
    const feed = await createFeed();
    await tell(feed, [{ id: "1" }]);
    const share = await makeShare(feed, { title: `Swing "<b>"` });
    const page = await (await call(pathOf(share))).text();
    expect(page).toContain(`<meta property="og:title" content="Swing &#34;&#60;b&#62;&#34;: +1.25% in 30 days">`);
    expect(page).toContain(`<meta property="og:image" content="${share.url}/preview.png">`);
    expect(page).toContain(`<meta name="twitter:card" content="summary_large_image">`);
    const image = await call(`${pathOf(share)}/preview.png`);
    expect(image.headers.get("Content-Type")).toBe("image/png");
    expect(new Uint8Array(await image.arrayBuffer()).subarray(0, 4)).toEqual(new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
  });
});

describe("a token", () => {
  it("that was made up or altered reaches no object and no database", async () => {
    const share = await makeShare(await createFeed());
    const token = pathOf(share).slice("/s/".length);
    const addressed = vi.fn<() => never>();
    const bindings = {
      ...env,
      Share: { getByName: addressed },
      Feed: { getByName: addressed },
      DB: null,
    } as unknown as Env;
    const last = token.at(-1) === "A" ? "B" : "A";
    const forged = shareToToken(createShareId(), { current: "another secret, 32 characters or more" });
    for (const bad of [
      token.slice(0, -1) + last,
      token.slice(1),
      `${token}A`,
      forged,
      "x",
      "%00",
      token.toUpperCase(),
    ]) {
      for (const route of [...ROUTES, "/live"]) {
        const answer = await app.request(`https://edge.test/s/${bad}${route}`, {}, bindings);
        expect([404, 426], `${bad}${route}`).toContain(answer.status);
      }
    }
    expect(addressed).not.toHaveBeenCalled();
  });

  it("that is signed but of no link says that the link has ended", async () => {
    const token = shareToToken(createShareId(), { current: env.SIGNING_SECRET });
    expect(await problemOf(await call(`/s/${token}/data`))).toEqual([410, "share-ended"]);
    expect((await call(`/s/${token}`)).status).toBe(410);
  });

  it("of the previous secret still opens its link", async () => {
    const share = await makeShare(await createFeed());
    const rotated = {
      ...env,
      SIGNING_SECRET: "rotated-signing-secret-0123456789abcdef",
      SIGNING_SECRET_PREVIOUS: env.SIGNING_SECRET,
    };
    expect((await app.request(share.url, {}, rotated)).status).toBe(200);
    const { SIGNING_SECRET_PREVIOUS: _, ...without } = rotated;
    expect((await app.request(share.url, {}, without)).status).toBe(404);
  });
});
