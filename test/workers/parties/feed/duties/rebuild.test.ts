/**
 * An owner has the state built again: whatever it said before, it is what the log says, and so is the ledger.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { REBUILD_EVERY_MS, type FeedState, type Trade } from "@fillcast/protocol";
import { createFeed, issueKey, openSocket, problemOf, send, type CreatedFeed } from "../../../edge.ts";
import { publish, read } from "../../../history-rig.ts";

const DAY_MS = 86_400_000;

const trade = (n: number, type: string, data: object) => ({
  id: `${type}-${n}`,
  type,
  bot: "spot",
  pair: "ETH/USDT",
  trade: { id: String(n), direction: "long", openedAt: "2026-01-01T00:00:00Z" },
  data: { amount: "1", stake_currency: "USDT", ...data },
});

async function settle({ feed }: CreatedFeed): Promise<void> {
  for (let ring = 0; ring < 20; ring++) if (!(await runDurableObjectAlarm(env.Feed.getByName(feed)))) return;
}

/** A feed with an open trade and a closed one; `events` of others after it. */
async function createTrading(events: number): Promise<CreatedFeed> {
  const feed = await createFeed();
  const answer = await send("POST", "/v1/events", feed.key, [
    trade(1, "entry_fill", { open_rate: "100" }),
    trade(2, "entry_fill", { open_rate: "100" }),
    trade(2, "exit_fill", { close_rate: "110", is_final_exit: true }),
  ]);
  expect(answer.status).toBe(200);
  if (events > 0) await publish(feed, 4, 3 + events);
  await settle(feed);
  return feed;
}

/** What a fault could leave behind: a state without its trades, and a ledger that says otherwise. */
async function spoil({ feed }: CreatedFeed): Promise<void> {
  const stub = env.Feed.getByName(feed);
  await runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const rows = sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM checkpoint ORDER BY part").toArray();
    const text = Buffer.concat(rows.map(({ bytes }) => Buffer.from(bytes))).toString();
    const checkpoint = JSON.parse(text) as { fold: { book: { trades: Record<string, unknown> } } };
    checkpoint.fold.book.trades = {};
    sql.exec("DELETE FROM checkpoint WHERE part > 0");
    sql.exec("UPDATE checkpoint SET bytes = ?", Buffer.from(JSON.stringify(checkpoint)));
  });
  await env.DB.prepare(
    "UPDATE trade SET status = 'open', body = replace(body, '\"closed\"', '\"open\"') WHERE feed = ?",
  )
    .bind(feed)
    .run();
  await evictDurableObject(stub);
}

const rebuild = ({ feed }: CreatedFeed, key: string) => send("POST", `/v1/feeds/${feed}/rebuild`, key);

describe("a rebuild that an owner asks for", () => {
  it.each([
    ["the room holds the whole log", 70, false],
    ["the archive has a part of it", 5_000, true],
  ])("makes state and ledger what the log says, where %s", async (_, events, hasLeft) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createTrading(events);
    if (hasLeft) {
      vi.setSystemTime(Date.now() + DAY_MS + 60_000);
      await publish(feed, events + 4, events + 4);
      await settle(feed);
      const inspection = await send("GET", `/v1/rooms/${feed.feed}`, feed.key);
      expect((await inspection.json<{ oldest: number }>()).oldest).toBeGreaterThan(1);
    }
    const summary = async () => (await read<{ state: FeedState }>(feed, "/summary")).state;
    const ledger = async () => (await read<{ trades: Trade[] }>(feed, "/trades")).trades;
    const right = { state: await summary(), trades: await ledger() };
    expect(Object.keys(right.state.trades)).toHaveLength(2);
    await spoil(feed);
    vi.setSystemTime(Date.now() + DAY_MS);
    expect(Object.keys((await summary()).trades)).toHaveLength(0);
    const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}&snapshot=1`);
    await socket.until(() => socket.of("snapshot").length === 1);

    const answer = await rebuild(feed, feed.key);
    expect([answer.status, await answer.json()]).toEqual([202, { feed: feed.feed, state: "rebuilding" }]);
    // Events are taken while it goes on.
    expect((await send("POST", "/v1/events", feed.key, { id: "meanwhile", type: "status" })).status).toBe(200);
    await settle(feed);
    await socket.until(() => socket.of("snapshot").length === 2);
    vi.setSystemTime(Date.now() + 120_000);
    const state = await summary();
    expect(state.trades).toEqual(right.state.trades);
    expect(state.totals).toEqual(right.state.totals);
    expect(await ledger()).toEqual(right.trades);
    expect(socket.of("snapshot")[1]!.state.trades).toEqual(right.state.trades);
    vi.useRealTimers();
  });

  it("is an owner's or the operator's, and not to be had more often than once a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createTrading(0);
    for (const scope of ["publish", "subscribe", "inspect"]) {
      const other = await issueKey(feed, { scope, ...(scope === "publish" ? { bot: "b" } : {}) });
      expect(await problemOf(await rebuild(feed, other.key))).toEqual([403, "wrong-scope"]);
    }
    const foreign = await createFeed();
    expect(await problemOf(await rebuild(feed, foreign.key))).toEqual([403, "forbidden"]);
    expect((await rebuild(feed, feed.key)).status).toBe(202);
    await settle(feed);
    const soon = await rebuild(feed, env.ADMIN_TOKEN);
    expect(Number(soon.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await problemOf(soon)).toEqual([429, "rate-limited"]);
    vi.setSystemTime(Date.now() + REBUILD_EVERY_MS);
    expect((await rebuild(feed, env.ADMIN_TOKEN)).status).toBe(202);
    vi.useRealTimers();
  });
});
