/**
 * Trades whose opening instant does not exist: refused where the producer can mend it, and never missing from the ledger
 * where it has one try.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Trade } from "@fillcast/protocol";
import { writeTrades } from "../../../../archive/trades.ts";
import { createTrade } from "../../../support/trade.ts";
import { createFeed, issueKey, send, type CreatedFeed } from "../../edge.ts";
import { read } from "../../history-rig.ts";

/** What a bot may write, and whether it is the trade's own instant. */
const DATES = [
  ["2024-10-24 09:15:03.5+00:00", "2024-10-24T09:15:03.5Z"],
  ["1970-01-01 00:00:00+00:00", "1970-01-01T00:00:00Z"],
  ["1969-12-31 23:59:59+00:00", null],
  ["1899-12-31 00:00:00", null],
  ["2024-02-30 00:00:00+00:00", null],
  ["0000-01-01 00:00:00+00:00", null],
  ["2024-10-24 24:00:00+00:00", null],
  ["2016-12-31 23:59:60+00:00", null],
  ["2024-10-24 09:15:03+15:00", null],
  ["2024-13-24 09:15:03", null],
  ["soon", null],
  ["", null],
  ["None", null],
] as const;

const fields = (id: string, date: string) => ({
  trade_id: id,
  pair: "BTC/USDT",
  direction: "Long",
  stake_currency: "USDT",
  open_date: date,
  amount: "2.0",
});

/** The ledger as it is served and as D1 has it, once the room has archived. */
async function readLedger(feed: CreatedFeed) {
  await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
  const { trades } = await read<{ trades: Trade[] }>(feed, "/trades?limit=1000");
  const { results } = await env.DB.prepare("SELECT opened_at, key FROM trade WHERE feed = ?")
    .bind(feed.feed)
    .all<{ opened_at: number; key: string }>();
  return { trades, rows: results };
}

test("a webhook's trades are all in the ledger, each opened when a clock can have been", async () => {
  const feed = await createFeed();
  const { key } = await issueKey(feed, { scope: "publish", bot: "alpha" });
  const since = Date.now();
  for (const [index, [date]] of DATES.entries()) {
    const about = fields(String(index), date);
    for (const body of [
      { type: "entry_fill", ...about, open_rate: "50.0" },
      { type: "exit_fill", ...about, close_rate: "55.0", is_final_exit: "True", profit_amount: "9.79" },
    ]) {
      expect((await send("POST", "/v1/webhooks/freqtrade", key, body)).status, date).toBe(200);
    }
  }
  const { trades, rows } = await readLedger(feed);
  expect(trades.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(DATES.map((_, index) => index));
  for (const trade of trades) {
    expect(trade, trade.id).toMatchObject({ status: "closed", realised: "9.79" });
    const [date, own] = DATES[Number(trade.id)]!;
    const opened = Date.parse(trade.openedAt);
    if (own === null) expect(opened, date).toBeGreaterThanOrEqual(since);
    else expect(trade.openedAt).toBe(own);
    expect(rows.find((row) => row.key === trade.key)?.opened_at).toBe(opened);
  }
});

test("what a native event only says in its data is in the ledger too, or refused by name", async () => {
  const feed = await createFeed();
  let taken = 0;
  for (const [index, [date]] of DATES.entries()) {
    const event = {
      type: "entry_fill",
      pair: "A/B",
      trade: { id: String(index) },
      data: { open_date: date, amount: "1" },
    };
    const answer = await send("POST", "/v1/events", feed.key, event);
    if (answer.status === 200) taken += 1;
    else expect(await answer.json()).toMatchObject({ status: 422, errors: [{ pointer: "/data/open_date" }] });
  }
  expect(taken).toBeGreaterThan(0);
  const { trades, rows } = await readLedger(feed);
  expect(trades).toHaveLength(taken);
  for (const { opened_at: openedAt } of rows) expect(openedAt).toBeGreaterThanOrEqual(0);
});

test("names with control characters stay different there", async () => {
  const feed = await createFeed();
  const { key } = await issueKey(feed, { scope: "publish", bot: "alpha" });
  const names = ["a\u0000b", "a\u0000c", "a", "a\n", "a\u0000"];
  for (const name of names) {
    const body = { type: "entry_fill", ...fields(name, "2024-10-24 09:15:03"), open_rate: "50.0" };
    expect((await send("POST", "/v1/webhooks/freqtrade", key, body)).status).toBe(200);
  }
  const { trades, rows } = await readLedger(feed);
  expect(trades.map(({ id }) => id).sort()).toEqual(names.toSorted());
  expect(new Set(rows.map((row) => row.key)).size).toBe(names.length);
});

test("a trade that an earlier version took to be opened before 1970 is listed, unless a time is asked for", async () => {
  const feed = await createFeed();
  const old = createTrade(1, { openedAt: "1969-12-31T23:59:00Z" });
  const young = createTrade(2);
  await writeTrades({ db: env.DB, feed: feed.feed, epoch: feed.epoch }, { generation: 0, version: 1 }, [old, young]);
  const get = async (query: string) =>
    (await read<{ trades: Trade[]; next: string | null }>(feed, `/trades?${query}`)).trades;
  expect(await get("")).toEqual([young, old]);
  expect(await get("status=closed")).toEqual([young, old]);
  expect(await get("from=0")).toEqual([young]);
  const { next } = await read<{ next: string }>(feed, "/trades?limit=1");
  expect(await get(`cursor=${next}`)).toEqual([old]);
});
