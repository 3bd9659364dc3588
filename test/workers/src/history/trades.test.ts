/**
 * The ledger in the runtime: Freqtrade's own bodies in at the webhook, trades out as JSON, CSV and NDJSON.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { FeedState, Trade } from "@fillcast/protocol";
import { listTrades, writeTrades } from "../../../../archive/trades.ts";
import { createTrade } from "../../../support/trade.ts";
import { createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { deadDatabase, read, readWith, textOf } from "../../history-rig.ts";

interface TradesAnswer {
  readonly trades: Trade[];
  readonly next: string | null;
}

const openedAt = (n: number) => `2026-01-01 00:00:${String(n).padStart(2, "0")}.123456+00:00`;
const fields = (n: number) => ({
  trade_id: String(n),
  exchange: "Binance",
  pair: n % 2 === 0 ? "ETH/USDT" : "BTC/USDT",
  direction: "Long",
  leverage: "1.0",
  stake_currency: "USDT",
  stake_amount: "100.0",
  open_date: openedAt(n),
});
const entryFill = (n: number) => ({
  type: "entry_fill",
  ...fields(n),
  open_rate: "50.0",
  order_rate: "50.0",
  amount: "2.0",
});
const exitFill = (n: number) => ({
  type: "exit_fill",
  ...fields(n),
  order_rate: "55.0",
  close_rate: "55.0",
  amount: "2.0",
  is_final_exit: "True",
  profit_amount: "9.79",
  cumulative_profit: "9.79",
  final_profit_ratio: "0.0979",
  exit_reason: "roi",
  close_date: "2026-01-02 00:00:00+00:00",
  sub_trade: "False",
});

describe("the ledger over HTTP", () => {
  let feed: CreatedFeed;
  const post = async (bot: string, ...bodies: object[]) => {
    const { key } = await issueKey(feed, { scope: "publish", bot, dryRun: false });
    for (const body of bodies) expect((await send("POST", "/v1/webhooks/freqtrade", key, body)).status).toBe(200);
  };
  const ids = ({ trades }: TradesAnswer) => trades.map((trade) => `${trade.bot}/${trade.id}`);

  /** Trades 1 to 6 of one bot, of which 1, 2 and 3 are closed; trade 7 of another. */
  beforeAll(async () => {
    feed = await createFeed();
    await post("alpha", ...[1, 2, 3, 4, 5, 6].map(entryFill), exitFill(1), exitFill(2), exitFill(3));
    await post("beta", entryFill(7));
  });

  it.each(["before", "after"])("has every trade newest first, %s the archive has taken them", async (when) => {
    if (when === "after") await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    const answer = await read<TradesAnswer>(feed, "/trades");
    expect(ids(answer)).toEqual(["beta/7", "alpha/6", "alpha/5", "alpha/4", "alpha/3", "alpha/2", "alpha/1"]);
    expect(answer.next).toBeNull();
    const { state } = await read<{ state: FeedState }>(feed, "/summary");
    expect(answer.trades).toEqual(answer.trades.map((trade) => state.trades[trade.key]));
    expect(answer.trades[6]).toMatchObject({
      key: "alpha:1:2026-01-01T00:00:01.123456Z",
      mode: "live",
      status: "closed",
      openedAt: "2026-01-01T00:00:01.123456Z",
      closedAt: "2026-01-02T00:00:00Z",
      amount: "0",
      averageEntry: "50",
      realised: "9.79",
      profitRatio: "0.0979",
      exitReason: "roi",
    });
  });

  it("is filtered by status, bot, pair and opening time, and goes on after a cursor", async () => {
    const get = async (query: string) => ids(await read<TradesAnswer>(feed, `/trades?${query}`));
    expect(await get("status=closed")).toEqual(["alpha/3", "alpha/2", "alpha/1"]);
    expect(await get("status=open,closed&pair=ETH/USDT")).toEqual(["alpha/6", "alpha/4", "alpha/2"]);
    expect(await get("bot=beta&bot=gamma")).toEqual(["beta/7"]);
    expect(await get("from=2026-01-01T00:00:03Z&to=2026-01-01T00:00:05Z")).toEqual(["alpha/4", "alpha/3"]);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: TradesAnswer = await read(feed, `/trades?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(page.trades.length).toBeLessThanOrEqual(3);
      seen.push(...ids(page));
      cursor = page.next;
    }
    expect(seen).toEqual(await get("limit=1000"));
    for (const query of ["status=won", "cursor=x", "limit=0", "from=x", "zone=Mars/Olympus", "bom=yes"]) {
      const answer = await send("GET", `/v1/feeds/${feed.feed}/trades?${query}`, feed.key);
      const { detail } = await answer.json<{ detail: string }>();
      expect([answer.status, detail]).toEqual([400, expect.stringContaining(`parameter ${query.split("=")[0]} `)]);
    }
  });

  it("is exported whole as CSV and as lines, more than one page of it", async () => {
    const many = await createFeed();
    const trades = Array.from({ length: 2_345 }, (_, index) => createTrade(index + 1, { entryTag: `tag, ${index}` }));
    await writeTrades({ db: env.DB, feed: many.feed, epoch: many.epoch }, { generation: 0, version: 1 }, trades);
    const csv = await send("GET", `/v1/feeds/${many.feed}/trades`, many.key, undefined, { Accept: "text/csv" });
    expect(csv.headers.get("Content-Type")).toBe("text/csv; charset=utf-8; header=present");
    const [header, ...rows] = (await textOf(csv)).trimEnd().split("\n");
    expect(header?.split(",").slice(0, 4)).toEqual(["key", "bot", "mode", "id"]);
    expect(rows.map((row) => Number(row.split(",")[3]))).toEqual(trades.map((_, index) => 2_345 - index));
    expect(rows[0]).toContain('"tag, 2344"');
    const forExcel = await send("GET", `/v1/feeds/${many.feed}/trades?bom=1&limit=1`, many.key, undefined, {
      Accept: "text/csv",
    });
    // A decoder of text would take the mark away.
    expect([...new Uint8Array(await forExcel.arrayBuffer()).slice(0, 6)]).toEqual([
      0xef,
      0xbb,
      0xbf,
      ...Buffer.from("key"),
    ]);
    const lines = await send("GET", `/v1/feeds/${many.feed}/trades?limit=1000`, many.key, undefined, {
      Accept: "application/x-ndjson",
    });
    const parsed = (await textOf(lines))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Trade);
    expect(parsed).toEqual(trades.toReversed().slice(0, 1_000));
    const inZone = await send("GET", `/v1/feeds/${many.feed}/trades?limit=1&zone=Asia/Kathmandu`, many.key, undefined, {
      Accept: "text/csv",
    });
    expect((await textOf(inZone)).split("\n")[1]).toContain(",2026-01-01T06:24:05.000+05:45,");
    const none = await createFeed();
    const empty = await send("GET", `/v1/feeds/${none.feed}/trades`, none.key, undefined, { Accept: "text/csv" });
    expect((await textOf(empty)).trimEnd()).toBe(header);
  });

  it("learns of a trade whose id the bot has used again, though nothing was said of that trade", async () => {
    const reusing = await createFeed();
    const { key } = await issueKey(reusing, { scope: "publish", bot: "alpha" });
    const stored = async () => {
      await runDurableObjectAlarm(env.Feed.getByName(reusing.feed));
      const { rows } = await listTrades(
        { db: env.DB, feed: reusing.feed, epoch: reusing.epoch },
        { filter: {}, after: null, limit: 10 },
      );
      return rows.map(({ trade }) => [trade.openedAt, trade.status]);
    };
    await send("POST", "/v1/webhooks/freqtrade", key, entryFill(1));
    expect(await stored()).toEqual([["2026-01-01T00:00:01.123456Z", "open"]]);
    await send("POST", "/v1/webhooks/freqtrade", key, { ...entryFill(1), open_date: openedAt(9) });
    expect(await stored()).toEqual([
      ["2026-01-01T00:00:09.123456Z", "open"],
      ["2026-01-01T00:00:01.123456Z", "orphaned"],
    ]);
  });

  it("of what lives needs no archive; the rest is refused while it is dead", async () => {
    const DB = deadDatabase();
    const live = await readWith(feed, "/trades?status=open", { DB });
    expect(ids(await live.json<TradesAnswer>())).toEqual(["beta/7", "alpha/6", "alpha/5", "alpha/4"]);
    expect(await problemOf(await readWith(feed, "/trades", { DB }))).toEqual([503, "archive-unavailable"]);
    expect(await problemOf(await readWith(feed, "/trades", { DB }, { Accept: "text/csv" }))).toEqual([
      503,
      "archive-unavailable",
    ]);
  });

  it("opens to a key that may subscribe, and shows no other feed's trades", async () => {
    const other = await createFeed();
    expect(await read<TradesAnswer>(other, "/trades")).toEqual({ trades: [], next: null });
    const publisher = await issueKey(feed, { scope: "publish", bot: "b" });
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/trades`, publisher.key))).toEqual([
      403,
      "wrong-scope",
    ]);
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/trades`, other.key))).toEqual([403, "forbidden"]);
  });
});
