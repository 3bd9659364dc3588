/**
 * An owner says what a bot trades with: figures, ledger and readers follow, from a word in the middle of the log on, and back.
 */
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { MODE_CHANGES_PER_MINUTE, MODE_SPANS_MAX, type FeedState, type Trade } from "@fillcast/protocol";
import { createFeed, issueKey, openSocket, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { publish, read } from "../../history-rig.ts";

const HOUR_MS = 3_600_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);

async function settle({ feed }: CreatedFeed): Promise<void> {
  for (let ring = 0; ring < 20; ring++) if (!(await runDurableObjectAlarm(env.Feed.getByName(feed)))) return;
}

/** A trade opened in the given hour of the first day, closed with that many. */
const tradeOf = (hour: number): object[] => {
  const openedAt = new Date(FIRST_DAY + hour * HOUR_MS).toISOString();
  const common = { bot: "spot", pair: "ETH/USDT", trade: { id: String(hour), direction: "long", openedAt } };
  const data = { amount: "1", stake_currency: "USDT" };
  return [
    { ...common, type: "entry_fill", data: { ...data, open_rate: "100" } },
    { ...common, type: "exit_fill", data: { ...data, profit_amount: String(hour), is_final_exit: true } },
  ];
};

async function createTrading(): Promise<CreatedFeed> {
  const feed = await createFeed();
  const answer = await send("POST", "/v1/events", feed.key, [1, 2, 3].flatMap(tradeOf));
  expect(answer.status).toBe(200);
  return feed;
}

const setMode = ({ feed }: CreatedFeed, key: string, body: object, bot = "spot") =>
  send("POST", `/v1/feeds/${feed}/bots/${bot}/mode`, key, body);
const stateOf = async (feed: CreatedFeed) => {
  vi.setSystemTime(Date.now() + 120_000);
  return (await read<{ state: FeedState }>(feed, "/summary")).state;
};
const booksOf = (rows: readonly { readonly mode: string; readonly realised: string }[]) =>
  Object.fromEntries(rows.map(({ mode, realised }) => [mode, realised]));
const ledgerOf = async (feed: CreatedFeed) =>
  Object.fromEntries((await read<{ trades: Trade[] }>(feed, "/trades")).trades.map(({ id, mode }) => [id, mode]));
const rowsOf = async ({ feed }: CreatedFeed) => {
  const { results } = await env.DB.prepare("SELECT body FROM trade WHERE feed = ?").bind(feed).all<{ body: string }>();
  return Object.fromEntries(results.map(({ body }) => JSON.parse(body) as Trade).map(({ id, mode }) => [id, mode]));
};

describe("an owner's word on a bot's money", () => {
  it.each([
    ["the room holds the whole log", 0],
    ["the archive has a part of it", 5_000],
  ])("moves trades, totals, days and ledger rows of its span, and back, where %s", async (_, events) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createTrading();
    if (events > 0) {
      await publish(feed, 7, events);
      await settle(feed);
      vi.setSystemTime(Date.now() + 25 * HOUR_MS);
      await publish(feed, events + 1, events + 1);
    }
    await settle(feed);
    expect(booksOf((await stateOf(feed)).totals)).toEqual({ unknown: "6" });
    const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}&snapshot=1`);
    await socket.until(() => socket.of("snapshot").length === 1);

    const span = { from: FIRST_DAY + 2 * HOUR_MS, to: FIRST_DAY + 3 * HOUR_MS };
    const answer = await setMode(feed, feed.key, { mode: "live", ...span });
    const seq = Math.max(7, events + 2);
    const spans = [{ mode: "live", ...span }];
    expect([answer.status, await answer.json()]).toEqual([200, { feed: feed.feed, bot: "spot", seq, spans }]);
    await settle(feed);
    await socket.until(() => socket.of("snapshot").length === 2);
    const state = await stateOf(feed);
    expect(booksOf(state.totals)).toEqual({ unknown: "4", live: "2" });
    expect(booksOf(state.days)).toEqual({ unknown: "4", live: "2" });
    expect(state.bots.spot).toMatchObject({ modeSpans: spans });
    expect(socket.of("snapshot")[1]!.state.totals).toEqual(state.totals);
    expect(await ledgerOf(feed)).toEqual({ 1: "unknown", 2: "live", 3: "unknown" });
    expect(await rowsOf(feed)).toEqual({ 1: "unknown", 2: "live", 3: "unknown" });

    // What the room knew is gone: the log says it again.
    await evictDurableObject(env.Feed.getByName(feed.feed));
    expect(booksOf((await stateOf(feed)).totals)).toEqual({ unknown: "4", live: "2" });

    expect((await setMode(feed, feed.key, { mode: null, ...span })).status).toBe(200);
    await settle(feed);
    expect(booksOf((await stateOf(feed)).totals)).toEqual({ unknown: "6" });
    expect(await rowsOf(feed)).toEqual({ 1: "unknown", 2: "unknown", 3: "unknown" });
    vi.useRealTimers();
  });

  it("takes instants as texts too, and appends nothing where it was said already", async () => {
    const feed = await createTrading();
    const body = { mode: "dry", from: "2026-01-01T02:00:00+00:00" };
    expect(await (await setMode(feed, feed.key, body)).json()).toMatchObject({
      seq: 7,
      spans: [{ mode: "dry", from: FIRST_DAY + 2 * HOUR_MS, to: null }],
    });
    expect(await (await setMode(feed, feed.key, body)).json()).toMatchObject({ seq: null });
    const { events } = await read<{ events: object[] }>(feed, "/events?limit=100");
    expect(events).toHaveLength(7);
    expect(events[6]).toMatchObject({
      type: "mode_set",
      source: "fillcast",
      bot: "spot",
      data: { mode: "dry", from: FIRST_DAY + 2 * HOUR_MS, to: null },
    });
  });

  it("is an owner's or the operator's", async () => {
    const feed = await createTrading();
    for (const scope of ["publish", "subscribe", "inspect"]) {
      const other = await issueKey(feed, { scope, ...(scope === "publish" ? { bot: "spot" } : {}) });
      expect(await problemOf(await setMode(feed, other.key, { mode: "dry" }))).toEqual([403, "wrong-scope"]);
    }
    const foreign = await createFeed();
    expect(await problemOf(await setMode(feed, foreign.key, { mode: "dry" }))).toEqual([403, "forbidden"]);
    expect((await setMode(feed, env.ADMIN_TOKEN, { mode: "dry" })).status).toBe(200);
    const producers = await send("POST", "/v1/events", feed.key, { type: "mode_set", bot: "spot", data: {} });
    expect(await problemOf(producers)).toEqual([422, "invalid-event"]);
  });

  it.each([
    [{ mode: "real" }, "/mode"],
    [{}, "/mode"],
    [{ mode: "dry", from: "yesterday" }, "/from"],
    [{ mode: "dry", from: -1 }, "/from"],
    [{ mode: "dry", from: 5, to: 5 }, "/to"],
    [{ mode: "dry", until: 5 }, "/until"],
  ])("refuses %j", async (body, pointer) => {
    const feed = await createFeed();
    const answer = await setMode(feed, feed.key, body);
    expect(answer.status).toBe(422);
    const { errors } = await answer.json<{ errors: { pointer: string }[] }>();
    expect(errors.map((error) => error.pointer)).toContain(pointer);
  });

  it("limits the spans of a bot and the changes a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = await createFeed();
    for (let span = 0; span < MODE_SPANS_MAX; span++) {
      vi.setSystemTime(Date.now() + 60_000);
      expect((await setMode(feed, feed.key, { mode: "dry", from: span * 10, to: span * 10 + 5 })).status).toBe(200);
    }
    vi.setSystemTime(Date.now() + 60_000);
    const more = await setMode(feed, feed.key, { mode: "dry", from: 5_000, to: 6_000 });
    expect(await problemOf(more)).toEqual([400, "invalid-request"]);
    for (let left = MODE_CHANGES_PER_MINUTE - 1; left > 0; left--) {
      expect((await setMode(feed, feed.key, { mode: null }, "other")).status).toBe(200);
    }
    const fast = await setMode(feed, feed.key, { mode: null }, "other");
    expect(Number(fast.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await problemOf(fast)).toEqual([429, "rate-limited"]);
    vi.useRealTimers();
  });
});
