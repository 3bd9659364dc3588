/**
 * Feeds that end or begin a new life while they are in use, and feeds beside each other: an erasure leaves nothing, a new epoch
 * splices nothing, and nothing of one feed is ever another's.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { FOLD_VERSION } from "../../../../parties/feed/state/fold/evolve.ts";
import { writeTrades } from "../../../../archive/trades.ts";
import { draft } from "../../../support/draft.ts";
import { createPages, writePages } from "../../../support/pages.ts";
import { createTrade } from "../../../support/trade.ts";
import {
  StandingDatabase,
  acknowledge,
  append,
  archivedRows,
  drafts,
  fill,
  followed,
  inspect,
  settle,
  stubOf,
  useDatabase,
} from "../../brutal-rig.ts";
import * as edge from "../../edge.ts";
import { createFeed, openSocket } from "../../support.ts";

const fillDraft = (n: number) =>
  draft(`trade-${n}`, {
    type: "entry_fill",
    pair: "BTC/USDT",
    trade: { id: String(n), pair: "BTC/USDT", direction: "long", openedAt: "2026-11-24T09:00:00.000001Z" },
    data: { amount: "1", open_rate: "100", stake_amount: "100", stake_currency: "USDT" },
  });

describe("an erasure", () => {
  it.each(["before", "after"] as const)(
    "while readers watch, a bot posts, and a flush stands just %s its commit leaves nothing anywhere",
    async (where) => {
      const feed = await edge.createFeed(`erased-${where}`);
      const { key, id } = await edge.issueKey(feed, { scope: "publish", bot: "bot-1" });
      const stub = stubOf(feed.feed);
      await stub.append({ v: 1, keyId: id, drafts: [1, 2, 3].map(fillDraft) });
      const sockets = await Promise.all(
        ["", "&ack=1", "&snapshot=1", "&tail=10"].map((query) =>
          edge.openSocket(`/parties/feed/${feed.feed}?token=${feed.key}${query}`),
        ),
      );
      for (const socket of sockets) await socket.until(() => socket.of("caught_up").length === 1);
      const standing = new StandingDatabase(where);
      await useDatabase(feed.feed, standing.db);
      const alarm = runDurableObjectAlarm(stub).catch((error: Error) => error);
      await standing.arrived();
      const statuses: number[] = [];
      const publishing = (async () => {
        while (!statuses.includes(404) && statuses.length < 500) {
          const answer = await edge.send("POST", "/v1/events", key, { type: "signal" });
          await answer.body?.cancel();
          statuses.push(answer.status);
        }
      })();
      const erasing = edge.send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN);
      await scheduler.wait(30);
      standing.letGo();
      expect((await erasing).status).toBe(204);
      await publishing;
      await alarm;
      expect(new Set(statuses)).toEqual(new Set([200, 404]));
      for (const socket of sockets) {
        await socket.until(() => socket.closed !== null);
        expect(socket.closed).toEqual({ code: 4503, reason: "feed-not-found" });
      }
      expect(await archivedRows(feed.feed)).toEqual({ pages: 0, trades: 0 });
      const late = await edge.openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`);
      await late.until(() => late.closed !== null);
      expect(late.closed?.code).toBe(4503);
      const again = await edge.send("POST", "/v1/feeds", env.ADMIN_TOKEN, { feed: feed.feed, region: "auto" });
      expect(await edge.problemOf(again)).toEqual([410, "feed-erased"]);
    },
  );

  it("turns away what a hung write brings to the archive long after", async () => {
    const { feed, epoch } = await edge.createFeed("erased-late");
    const late = async (): Promise<void> => {
      await writePages({ db: env.DB, feed, epoch }, [...createPages(10)]);
      await writeTrades({ db: env.DB, feed, epoch }, { generation: 0, version: FOLD_VERSION }, [createTrade(1)]);
    };
    await late();
    expect(await archivedRows(feed)).toEqual({ pages: 1, trades: 1 });
    await edge.send("DELETE", `/v1/feeds/${feed}`, env.ADMIN_TOKEN);
    await late();
    expect(await archivedRows(feed)).toEqual({ pages: 0, trades: 0 });
  });
});

describe("a new epoch", () => {
  it("while a reader is in the middle of its replay resets it, and splices nothing", async () => {
    const old = await createFeed("reborn");
    await fill("reborn", "e", 2_000, 400);
    await append("reborn", [1, 2].map(fillDraft));
    await runDurableObjectAlarm(stubOf("reborn"));
    const replaying = await openSocket("reborn", {
      start: { kind: "resume", position: { epoch: old, seq: 0 } },
      ack: true,
    });
    const stateful = await openSocket("reborn", { snapshot: true });
    const level = await openSocket("reborn");
    await settle(replaying);
    expect(replaying.of("caught_up")).toEqual([]);
    await env.DB.prepare("UPDATE page SET chain = ? WHERE feed = 'reborn' AND page = 4").bind("0".repeat(64)).run();
    await append("reborn", drafts("late", 3));
    await runDurableObjectAlarm(stubOf("reborn"));
    for (const socket of [replaying, stateful, level]) {
      await socket.until(() => socket.of("reset").length === 1);
      const reset = socket.of("reset")[0]!;
      expect(reset).toMatchObject({ reason: "epoch", head: 2_005 });
      expect(reset.epoch > old).toBe(true);
    }
    const { epoch } = level.of("reset")[0]!;
    acknowledge(replaying);
    await append("reborn", drafts("new", 2));
    for (const socket of [replaying, stateful, level]) {
      await socket.until(() => socket.of("events").at(-1)?.through === 2_007);
      const at = socket.frames.findIndex(({ type }) => type === "reset");
      const after = socket.frames.slice(at).filter((frame) => frame.type === "events" || frame.type === "caught_up");
      expect(after.map((frame) => frame.epoch)).toEqual(after.map(() => epoch));
      expect(after[0]).toMatchObject({ type: "caught_up", seq: 2_005 });
      expect(after.flatMap((frame) => (frame.type === "events" ? frame.events : [])).map(({ seq }) => seq)).toEqual([
        2_006, 2_007,
      ]);
      const before = socket.frames.slice(0, at).filter((frame) => frame.type === "events");
      expect(before.every((frame) => frame.epoch === old)).toBe(true);
    }
    expect(stateful.of("snapshot").at(-1)).toMatchObject({ epoch, seq: 2_005 });
    await runDurableObjectAlarm(stubOf("reborn"));
    expect((await inspect("reborn")).archive).toMatchObject({ seq: 2_007, lag: 0, failures: 0 });
    const back = await openSocket("reborn", { start: { kind: "resume", position: { epoch, seq: 0 } }, ack: true });
    while (back.of("caught_up").length === 0) {
      acknowledge(back);
      await settle(back);
    }
    expect(followed(back).map(({ seq }) => seq)).toEqual(Array.from({ length: 2_007 }, (_, index) => index + 1));
    const { results } = await env.DB.prepare(
      "SELECT DISTINCT epoch, fold_version FROM trade WHERE feed = 'reborn'",
    ).all();
    expect(results).toEqual([{ epoch, fold_version: FOLD_VERSION }]);
  });
});

describe("two feeds", () => {
  it("never see anything of each other: same ids, same bots, the other's key on every route", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const [one, two] = [await edge.createFeed("one"), await edge.createFeed("two")];
    const watch = (feed: edge.CreatedFeed) => edge.openSocket(`/parties/feed/${feed.feed}?token=${feed.key}&ack=1`);
    const sockets = [await watch(one), await watch(two)];
    const post = (feed: edge.CreatedFeed, n: number) =>
      edge.send("POST", "/v1/events", feed.key, { id: `e${n}`, type: "signal", bot: "b", data: { of: feed.feed } });
    await Promise.all(Array.from({ length: 60 }, (_, n) => post(n % 3 === 0 ? two : one, n)));
    await Promise.all([one, two].map(({ feed }) => runDurableObjectAlarm(stubOf(feed))));
    await sockets[0]!.until(() => followed(sockets[0]!).length === 40);
    await sockets[1]!.until(() => followed(sockets[1]!).length === 20);
    for (const [index, { feed }] of [one, two].entries()) {
      const seen = followed(sockets[index]!);
      expect(new Set(seen.map(({ data }) => data.of))).toEqual(new Set([feed]));
      expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, place) => place + 1));
    }
    const routes = [
      ["GET", "feeds/two/events"],
      ["GET", "feeds/two/pages/1"],
      ["GET", "feeds/two/trades"],
      ["GET", "feeds/two/summary"],
      ["GET", "feeds/two/sse"],
      ["POST", "feeds/two/tickets"],
      ["GET", "feeds/two/keys"],
      ["POST", "feeds/two/keys"],
      ["DELETE", `feeds/two/keys/${two.id}`],
      ["GET", "rooms/two"],
      ["GET", "rooms/two/tail"],
      ["GET", "rooms/two/subscribers"],
    ] as const;
    for (const [method, path] of routes) {
      const body = method === "POST" ? { scope: "owner" } : undefined;
      const answer = await edge.send(method, `/v1/${path}`, one.key, body);
      expect([path, ...(await edge.problemOf(answer))]).toEqual([path, 403, "forbidden"]);
    }
    const trespasser = await edge.openSocket(`/parties/feed/two?token=${one.key}`);
    await trespasser.until(() => trespasser.closed !== null);
    expect(trespasser.closed?.code).toBe(4502);
    expect(trespasser.of("welcome")).toEqual([]);
    const rooms = await (await edge.send("GET", "/v1/rooms", one.key)).json<{ rooms: { feed: string }[] }>();
    expect(rooms.rooms.map(({ feed }) => feed)).toEqual(["one"]);
  });
});
