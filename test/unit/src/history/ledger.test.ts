import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRefused, type Trade, type TradeStatus } from "@fillcast/protocol";
import {
  matchesTrade,
  precedes,
  tradeToCursor,
  type TradeCursor,
  type TradeFilter,
} from "../../../../archive/trades.ts";
import { walkTrades, type Ledger } from "../../../../src/history/ledger.ts";
import { decodeTradeCursor, encodeTradeCursor } from "../../../../src/history/trade-query.ts";
import { createTrade } from "../../../support/trade.ts";

const STATUSES: readonly TradeStatus[] = ["pending", "open", "closed", "cancelled", "orphaned"];
const inOrder = (a: Trade, b: Trade) => (precedes(tradeToCursor(a), tradeToCursor(b)) ? -1 : 1);

/** A ledger of the archive's rows as its query answers: in order, `scan` rows at a time at most. */
function createLedger(rows: readonly Trade[], live: readonly Trade[], liveSeq: number, scan: number): Ledger {
  const ordered = rows.toSorted(inOrder);
  return {
    live: { seq: liveSeq, trades: live },
    list: async ({ filter, after, limit }) => {
      const rest = ordered.filter((trade) => after === null || precedes(after, tradeToCursor(trade)));
      const scanned = rest.slice(0, scan);
      const matching = scanned.filter((trade) => matchesTrade(filter, trade));
      const page = matching.slice(0, limit);
      const last = matching.length > limit ? page.at(-1) : rest.length > scan ? scanned.at(-1) : undefined;
      return {
        rows: page.map((trade) => ({ seq: trade.updatedSeq, trade })),
        next: last === undefined ? null : tradeToCursor(last),
      };
    },
  };
}

async function readAll(ledger: Ledger, filter: TradeFilter, limit: number): Promise<Trade[]> {
  const trades: Trade[] = [];
  for (let after: TradeCursor | null = null, more = true; more;) {
    let next: TradeCursor | null = null;
    for await (const page of walkTrades(ledger, { filter, after, limit })) {
      if (isRefused(page)) throw new Error(page.problem.detail);
      trades.push(...page.trades);
      ({ next } = page);
      break;
    }
    after = next === null ? null : decodeTradeCursor(encodeTradeCursor(next));
    more = after !== null;
  }
  return trades;
}

describe("the ledger as it is read", () => {
  it("is each trade once, in its newest version, in order, however it is cut into pages", async () => {
    const version = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      seq: fc.integer({ min: 1, max: 60 }),
      status: fc.constantFrom(...STATUSES),
    });
    const filters = fc.constantFrom<TradeFilter>(
      {},
      { statuses: ["closed"] },
      { statuses: ["open", "pending"] },
      { bots: ["bot-1"], fromMs: Date.UTC(2026, 0, 1, 0, 0, 10), toMs: Date.UTC(2026, 0, 1, 0, 0, 30) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { maxLength: 80 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        filters,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 10, max: 30 }),
        async (versions, archivedSeq, liveSeq, filter, limit, scan) => {
          // What the fold had of each trade at a seq; the archive may be behind the room's state, or ahead of it.
          const at = (seq: number): Map<number, Trade> =>
            new Map(
              versions
                .filter((one) => one.seq <= seq)
                .toSorted((a, b) => a.seq - b.seq)
                .map(({ n, seq, status }) => [n, createTrade(n, { status, updatedSeq: seq, bot: `bot-${n % 2}` })]),
            );
          const archived = at(archivedSeq);
          const live = at(liveSeq);
          const wanted = new Map([...archived, ...live]);
          if (archivedSeq > liveSeq)
            for (const [n, trade] of archived) if (trade.updatedSeq > liveSeq) wanted.set(n, trade);
          const expected = [...wanted.values()].filter((trade) => matchesTrade(filter, trade)).sort(inOrder);
          const ledger = createLedger([...archived.values()], [...live.values()], liveSeq, scan);
          const read = await readAll(ledger, filter, limit);
          // A state that is older than the archive is asked alone for what lives, and says what it knows.
          if (archivedSeq > liveSeq) expect(new Set(read.map(({ key }) => key)).size).toBe(read.length);
          else expect(read).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("asks no archive for the trades that live", async () => {
    const open = createTrade(2, { status: "open", closedAt: null });
    const ledger: Ledger = {
      live: { seq: 9, trades: [createTrade(1), open] },
      list: () => Promise.reject(new Error("the archive was asked")),
    };
    expect(await readAll(ledger, { statuses: ["open", "pending"] }, 10)).toEqual([open]);
  });
});

describe("a ledger's cursor", () => {
  it("comes back as it was given out, and nothing else is one", () => {
    const place = { openedAtMs: 1_795_000_000_000, key: "bot-1:é🚀:2026" };
    expect(decodeTradeCursor(encodeTradeCursor(place))).toEqual(place);
    expect(encodeTradeCursor(place)).toMatch(/^[\w-]+$/);
    for (const text of ["", "x", "bnVsbA", "W10", "WzEuNSwieCJd", "WzEsMl0"])
      expect(decodeTradeCursor(text)).toBeNull();
  });
});
