/**
 * The ledger on the real database: repeats and late writes, order, filters, cursors, and what they cost.
 */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Trade } from "@fillcast/protocol";
import {
  dropStaleTrades,
  eraseTrades,
  listTrades,
  tradeToCursor,
  writeTrades,
  type TradeCursor,
  type TradeFilter,
} from "../../src/archive/trades.ts";
import { EPOCH } from "../support/pages.ts";
import { createTrade } from "../support/trade.ts";
import { countingDatabase } from "./database.ts";

const { DB } = env;
const LATER_EPOCH = "0mwv1x9q1";
const all = async (feed: string, filter: TradeFilter = {}, epoch = EPOCH): Promise<Trade[]> => {
  const trades: Trade[] = [];
  let cursor: TradeCursor | null = null;
  do {
    const page = await listTrades(DB, feed, epoch, filter, cursor, 100);
    trades.push(...page.rows.map((row) => row.trade));
    cursor = page.next;
  } while (cursor !== null);
  return trades;
};
const keys = (trades: readonly Trade[]) => trades.map((trade) => trade.key);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("the ledger", () => {
  it("keeps trades whole, newest first, at one row written a trade", async () => {
    const trades = range(1, 250).map((n) => createTrade(n));
    const counting = countingDatabase(DB);
    await writeTrades(counting.db, "whole", EPOCH, 1, trades);
    expect(counting).toMatchObject({ queries: 1, rowsWritten: 250 });
    expect(await all("whole")).toEqual(trades.toReversed());
    await writeTrades(counting.db, "whole", EPOCH, 1, [createTrade(7, { realised: "9", updatedSeq: 251 })]);
    expect(counting.rowsWritten).toBe(251);
    expect((await all("whole")).find((trade) => trade.id === "7")?.realised).toBe("9");
  });

  it("gives way only to a later epoch, a newer fold, or a later seq", async () => {
    const write = (epoch: string, version: number, seq: number, realised: string) =>
      writeTrades(DB, "order", epoch, version, [createTrade(1, { realised, updatedSeq: seq })]);
    const stored = async () => {
      const row = await DB.prepare("SELECT body FROM trade WHERE feed = 'order'").first<string>("body");
      return (JSON.parse(row!) as Trade).realised;
    };
    await write(EPOCH, 1, 10, "first");
    await write(EPOCH, 1, 9, "late");
    await write(EPOCH, 1, 10, "repeat");
    expect(await stored()).toBe("first");
    await write(EPOCH, 1, 11, "later seq");
    expect(await stored()).toBe("later seq");
    await write(EPOCH, 2, 3, "newer fold");
    await write(EPOCH, 1, 99, "older fold");
    expect(await stored()).toBe("newer fold");
    await write(LATER_EPOCH, 1, 1, "later epoch");
    await write(EPOCH, 9, 99, "earlier epoch");
    expect(await stored()).toBe("later epoch");
  });

  it("shows one epoch, and forgets what earlier ones and older folds left behind", async () => {
    await writeTrades(DB, "stale", EPOCH, 1, [createTrade(1), createTrade(2), createTrade(3)]);
    await writeTrades(DB, "stale", LATER_EPOCH, 1, [createTrade(2)]);
    expect(keys(await all("stale", {}, LATER_EPOCH))).toEqual([createTrade(2).key]);
    await writeTrades(DB, "stale", LATER_EPOCH, 2, [createTrade(4)]);
    await dropStaleTrades(DB, "stale", LATER_EPOCH, 2);
    expect(await DB.prepare("SELECT count(*) AS n FROM trade WHERE feed = 'stale'").first("n")).toBe(1);
  });

  it("is filtered by status, bot, pair and when a trade was opened", async () => {
    await writeTrades(DB, "filters", EPOCH, 1, [
      createTrade(1, { status: "open", closedAt: null }),
      createTrade(2, { bot: "bot-2" }),
      createTrade(3, { pair: "ETH/USDT" }),
      createTrade(4, { status: "cancelled", pair: "ETH/USDT" }),
    ]);
    const ids = async (filter: TradeFilter) => (await all("filters", filter)).map((trade) => trade.id);
    expect(await ids({})).toEqual(["4", "3", "2", "1"]);
    expect(await ids({ statuses: ["open", "cancelled"] })).toEqual(["4", "1"]);
    expect(await ids({ bots: ["bot-2"] })).toEqual(["2"]);
    expect(await ids({ pairs: ["ETH/USDT"], statuses: ["closed"] })).toEqual(["3"]);
    const at = (n: number) => Date.UTC(2026, 0, 1) + n * 1_000;
    expect(await ids({ fromMs: at(2), toMs: at(3) })).toEqual(["3", "2"]);
    expect(await ids({ toMs: at(2) - 1 })).toEqual(["1"]);
    expect(await ids({ fromMs: at(4) + 1 })).toEqual([]);
  });

  it("goes on after a cursor without a repeat or a hole, also among trades of one instant, while rows change and come", async () => {
    const openedAt = "2026-01-02T00:00:00.123456Z";
    await writeTrades(
      DB,
      "cursor",
      EPOCH,
      1,
      range(1, 30).map((n) => createTrade(n, { openedAt })),
    );
    const seen: string[] = [];
    let cursor: TradeCursor | null = null;
    let round = 0;
    do {
      const page = await listTrades(DB, "cursor", EPOCH, {}, cursor, 7);
      seen.push(...keys(page.rows.map((row) => row.trade)));
      cursor = page.next;
      round += 1;
      await writeTrades(DB, "cursor", EPOCH, 1, [
        createTrade(3, { openedAt, realised: String(round), updatedSeq: 100 + round }),
        createTrade(1_000_000 + round),
      ]);
    } while (cursor !== null);
    expect(seen).toEqual(
      keys(range(1, 30).map((n) => createTrade(n, { openedAt })))
        .toSorted()
        .toReversed(),
    );
  });

  it("looks at a bounded number of rows for something rare, and says how far it came", async () => {
    const rare = createTrade(1, { pair: "RARE/USDT" });
    await writeTrades(DB, "rare", EPOCH, 1, [rare, ...range(2, 5_000).map((n) => createTrade(n))]);
    const filter = { pairs: ["RARE/USDT"] };
    const counting = countingDatabase(DB);
    const first = await listTrades(counting.db, "rare", EPOCH, filter, null, 100);
    expect(first).toEqual({ rows: [], next: tradeToCursor(createTrade(3_001)) });
    expect(counting.rowsRead).toBeLessThan(10_000);
    expect(await all("rare", filter)).toEqual([rare]);
    counting.rowsRead = 0;
    await listTrades(counting.db, "rare", EPOCH, {}, null, 10);
    expect(counting.rowsRead).toBeLessThan(60);
  });

  it("is gone once erased, with no other feed's", async () => {
    await writeTrades(
      DB,
      "erased",
      EPOCH,
      1,
      range(1, 2_500).map((n) => createTrade(n)),
    );
    await writeTrades(DB, "erased2", EPOCH, 1, [createTrade(1)]);
    await eraseTrades(DB, "erased");
    await eraseTrades(DB, "erased");
    expect(await all("erased")).toEqual([]);
    expect(await all("erased2")).toHaveLength(1);
  });

  it("takes trades whose texts are long in several statements, and nothing at all in none", async () => {
    const entryTag = "t".repeat(10_000);
    const counting = countingDatabase(DB);
    await writeTrades(
      counting.db,
      "long",
      EPOCH,
      1,
      range(1, 120).map((n) => createTrade(n, { entryTag })),
    );
    expect(counting).toMatchObject({ queries: 3, rowsWritten: 120 });
    await writeTrades(counting.db, "long", EPOCH, 1, []);
    expect(counting.queries).toBe(3);
  });
});
