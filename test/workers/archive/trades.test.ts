/**
 * The ledger on the real database: repeats and late writes, order, filters, cursors, and what they cost.
 */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Trade } from "@fillcast/protocol";
import {
  dropStaleTrades,
  eraseTrades,
  hasTrade,
  listTrades,
  tradeToCursor,
  writeTrades,
  type TradeCursor,
  type TradeFilter,
} from "../../../archive/trades.ts";
import { EPOCH } from "../../support/pages.ts";
import { createTrade } from "../../support/trade.ts";
import { countingDatabase } from "../database.ts";

const { DB } = env;
const LATER_EPOCH = "0mwv1x9q1";
/** The first fold of a feed. */
const FIRST = { generation: 0, version: 1 };
const all = async (feed: string, filter: TradeFilter = {}, epoch = EPOCH): Promise<Trade[]> => {
  const trades: Trade[] = [];
  let cursor: TradeCursor | null = null;
  do {
    const page = await listTrades({ db: DB, feed, epoch }, { filter, after: cursor, limit: 100 });
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
    await writeTrades({ db: counting.db, feed: "whole", epoch: EPOCH }, FIRST, trades);
    expect(counting).toMatchObject({ queries: 1, rowsWritten: 250 });
    expect(await all("whole")).toEqual(trades.toReversed());
    await writeTrades({ db: counting.db, feed: "whole", epoch: EPOCH }, FIRST, [
      createTrade(7, { realised: "9", updatedSeq: 251 }),
    ]);
    expect(counting.rowsWritten).toBe(251);
    expect((await all("whole")).find((trade) => trade.id === "7")?.realised).toBe("9");
  });

  it("gives way only to a later epoch, a later generation, or a later seq", async () => {
    const write = (epoch: string, generation: number, seq: number, realised: string, version = 1) =>
      writeTrades({ db: DB, feed: "order", epoch }, { generation, version }, [
        createTrade(1, { realised, updatedSeq: seq }),
      ]);
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
    await write(EPOCH, 2, 3, "newer fold", 7);
    await write(EPOCH, 1, 99, "older fold", 9);
    expect(await stored()).toBe("newer fold");
    await write(EPOCH, 3, 2, "rolled back", 6);
    expect(await stored()).toBe("rolled back");
    await write(LATER_EPOCH, 1, 1, "later epoch");
    await write(EPOCH, 9, 99, "earlier epoch");
    expect(await stored()).toBe("later epoch");
  });

  it("shows one epoch, and forgets what earlier ones and older folds left behind", async () => {
    await writeTrades({ db: DB, feed: "stale", epoch: EPOCH }, FIRST, [createTrade(1), createTrade(2), createTrade(3)]);
    await writeTrades({ db: DB, feed: "stale", epoch: LATER_EPOCH }, FIRST, [createTrade(2)]);
    expect(keys(await all("stale", {}, LATER_EPOCH))).toEqual([createTrade(2).key]);
    await writeTrades({ db: DB, feed: "stale", epoch: LATER_EPOCH }, { generation: 1, version: 1 }, [createTrade(4)]);
    await dropStaleTrades({ db: DB, feed: "stale", epoch: LATER_EPOCH }, 1);
    expect(await DB.prepare("SELECT count(*) AS n FROM trade WHERE feed = 'stale'").first("n")).toBe(1);
  });

  it("says which row it got last, and whether it still has it", async () => {
    expect(await writeTrades({ db: DB, feed: "mark", epoch: EPOCH }, FIRST, [])).toBeNull();
    const mark = await writeTrades({ db: DB, feed: "mark", epoch: EPOCH }, FIRST, [createTrade(1), createTrade(2)]);
    expect(mark).toMatchObject({ generation: 0, seq: createTrade(2).updatedSeq });
    expect(await writeTrades({ db: DB, feed: "mark", epoch: EPOCH }, FIRST, [createTrade(1)])).toBeNull();
    expect(await hasTrade({ db: DB, feed: "mark", epoch: EPOCH }, mark!)).toBe(true);
    await writeTrades({ db: DB, feed: "mark", epoch: EPOCH }, FIRST, [createTrade(2, { updatedSeq: mark!.seq + 1 })]);
    expect(await hasTrade({ db: DB, feed: "mark", epoch: EPOCH }, mark!)).toBe(true);
    expect(await hasTrade({ db: DB, feed: "mark", epoch: EPOCH }, { ...mark!, seq: mark!.seq + 2 })).toBe(false);
    await DB.prepare("DELETE FROM trade WHERE feed = 'mark'").run();
    expect(await hasTrade({ db: DB, feed: "mark", epoch: EPOCH }, mark!)).toBe(false);
  });

  it("is filtered by status, bot, pair and when a trade was opened", async () => {
    await writeTrades({ db: DB, feed: "filters", epoch: EPOCH }, FIRST, [
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
      { db: DB, feed: "cursor", epoch: EPOCH },
      FIRST,
      range(1, 30).map((n) => createTrade(n, { openedAt })),
    );
    const seen: string[] = [];
    let cursor: TradeCursor | null = null;
    let round = 0;
    do {
      const page = await listTrades({ db: DB, feed: "cursor", epoch: EPOCH }, { filter: {}, after: cursor, limit: 7 });
      seen.push(...keys(page.rows.map((row) => row.trade)));
      cursor = page.next;
      round += 1;
      await writeTrades({ db: DB, feed: "cursor", epoch: EPOCH }, FIRST, [
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
    await writeTrades({ db: DB, feed: "rare", epoch: EPOCH }, FIRST, [
      rare,
      ...range(2, 5_000).map((n) => createTrade(n)),
    ]);
    const filter = { pairs: ["RARE/USDT"] };
    const counting = countingDatabase(DB);
    const first = await listTrades(
      { db: counting.db, feed: "rare", epoch: EPOCH },
      { filter, after: null, limit: 100 },
    );
    expect(first).toEqual({ rows: [], next: tradeToCursor(createTrade(3_001)) });
    expect(counting.rowsRead).toBeLessThan(10_000);
    expect(await all("rare", filter)).toEqual([rare]);
    counting.rowsRead = 0;
    await listTrades({ db: counting.db, feed: "rare", epoch: EPOCH }, { filter: {}, after: null, limit: 10 });
    expect(counting.rowsRead).toBeLessThan(60);
  });

  it("is gone once erased, with no other feed's", async () => {
    await writeTrades(
      { db: DB, feed: "erased", epoch: EPOCH },
      FIRST,
      range(1, 2_500).map((n) => createTrade(n)),
    );
    await writeTrades({ db: DB, feed: "erased2", epoch: EPOCH }, FIRST, [createTrade(1)]);
    await eraseTrades(DB, "erased");
    await eraseTrades(DB, "erased");
    expect(await all("erased")).toEqual([]);
    expect(await all("erased2")).toHaveLength(1);
  });

  it("takes trades whose texts are long in several statements, and nothing at all in none", async () => {
    const entryTag = "t".repeat(10_000);
    const counting = countingDatabase(DB);
    await writeTrades(
      { db: counting.db, feed: "long", epoch: EPOCH },
      FIRST,
      range(1, 120).map((n) => createTrade(n, { entryTag })),
    );
    expect(counting).toMatchObject({ queries: 3, rowsWritten: 120 });
    await writeTrades({ db: counting.db, feed: "long", epoch: EPOCH }, FIRST, []);
    expect(counting.queries).toBe(3);
  });
});
