/** Summaries that are kept up say what a look at all trades would, and cost what a change is, however many trades there are. */
import { Big } from "big.js";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Day, FeedState, Total, Trade } from "fillcast";
import type { Kept } from "../../../../../dashboard/src/figures/kept.ts";
import { moveProfit } from "../../../../../dashboard/src/figures/profit.ts";
import type { ProfitAnswer } from "../../../../../dashboard/src/figures/profit-answer.ts";
import { StateTotals } from "../../../../../dashboard/src/figures/running-totals.ts";
import { KeptView } from "../../../../../dashboard/src/live/kept.ts";
import { Ledger } from "../../../../../dashboard/src/live/ledger.ts";
import { TradeList } from "../../../../../dashboard/src/trades/trade-list.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

const CALENDAR = { today: "2024-10-24", zone: "utc" } as const;
const newestFirst = { key: "closed", descending: true } as const;
/** What the views keep up, as they show it. */
const SUMMARIES: { readonly [name: string]: () => Kept<unknown> } = {
  "the list of closed trades": () => listed(new TradeList({ side: "closed", sorting: newestFirst })),
  "the list of open trades": () =>
    listed(new TradeList({ side: "open", sorting: { key: "opened", descending: true } })),
  "a list by profit": () => listed(new TradeList({ side: "closed", sorting: { key: "profit", descending: false } })),
};

/** A list as its rows. */
function listed(list: TradeList): Kept<unknown> {
  return {
    get view() {
      return [list.view.counts, list.view.size, list.view.first(100)];
    },
    change: (gone, came) => list.change(gone, came),
  };
}

function stateOf(trades: ReadonlyMap<string, Trade>): FeedState {
  return { bots: {}, trades: Object.fromEntries(trades), totals: [], days: [], locks: [] };
}

/** A closed trade, the `n`th of some in a month. */
function closed(n: number): Trade {
  const closedAt = new Date(Date.UTC(2024, 8, 25) + ((n * 37) % 720) * 3_600_000 + n).toISOString();
  // A loss after two wins: a decimal's own work depends on its sign, and a line's on whether it rises.
  const realised = n % 3 === 2 ? "-1" : "2";
  return trade({ key: `k${n}`, bot: `bot-${n % 7}`, pair: `P${n % 11}/USDT`, closedAt, realised, updatedSeq: n + 1 });
}

test.each(Object.keys(SUMMARIES))("%s, kept up, says the same as when it is made of all trades", (name) => {
  const make = SUMMARIES[name]!;
  const change = fc.record({
    id: fc.nat(12),
    status: fc.constantFrom<Trade["status"][]>("open", "closed", "closed", "cancelled"),
    realised: fc.constantFrom("0", "1.25", "-3", "0.1", "7", null),
    bot: fc.constantFrom("a", "b"),
    minute: fc.nat(59),
  });
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (frames) => {
      const ledger = new Ledger(() => Promise.resolve({ kind: "unreachable" }));
      const kept = new KeptView(ledger, make);
      const live = new Map<string, Trade>();
      let seq = 0;
      for (const changes of frames) {
        for (const { id, status, realised, bot, minute } of changes) {
          const closedAt = status === "closed" ? `2024-10-24T10:${String(minute).padStart(2, "0")}:00Z` : null;
          const key = `${bot}${id}`;
          live.set(key, trade({ key, id: key, bot, status, realised, closedAt, updatedSeq: ++seq }));
        }
        ledger.follow(stateOf(live));
        const fresh = make();
        fresh.change([], ledger.view.trades);
        expect(kept.get()).toEqual(fresh.view);
      }
    }),
  );
});

test("one that nobody asked for is not kept up, and made of all trades when somebody does", () => {
  const ledger = new Ledger(() => Promise.resolve({ kind: "unreachable" }));
  const make = vi.fn(() => new TradeList({ side: "closed", sorting: newestFirst }));
  const kept = new KeptView(ledger, make);
  const live = new Map([["k1", closed(1)]]);
  ledger.follow(stateOf(live));
  ledger.follow(stateOf(live.set("k2", closed(2))));
  expect(make).not.toHaveBeenCalled();
  expect(kept.get().size).toBe(2);
  expect(kept.get()).toBe(kept.get());
  ledger.follow(stateOf(live.set("k3", closed(3))));
  expect(kept.get().size).toBe(3);
  expect(make).toHaveBeenCalledTimes(1);
});

const OPERATIONS = [
  "plus",
  "minus",
  "times",
  "div",
  "cmp",
  "gt",
  "lt",
  "eq",
  "toFixed",
  "abs",
  "round",
  "prec",
] as const;

/** Counts operations on decimals; what one calls in turn depends on its digits and is its own affair. */
function countDecimals(work: () => void): number {
  let count = 0;
  let depth = 0;
  const spies = OPERATIONS.map((name) => {
    const real = Big.prototype[name] as (...values: unknown[]) => unknown;
    return vi.spyOn(Big.prototype as Record<string, typeof real>, name).mockImplementation(function (
      this: unknown,
      ...values
    ) {
      if (depth === 0) count += 1;
      depth += 1;
      try {
        return real.apply(this, values);
      } finally {
        depth -= 1;
      }
    });
  });
  try {
    work();
    return count;
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

/** A ledger with `count` closed trades, read from the server, and ten open ones. */
async function ledgerOf(count: number): Promise<{ readonly ledger: Ledger; readonly live: Map<string, Trade> }> {
  const open = Array.from({ length: 10 }, (_, n) =>
    trade({ key: `o${n}`, status: "open", realised: "0", closedAt: null }),
  );
  const known = Array.from({ length: count }, (_, n) => closed(n));
  const ledger = new Ledger(() => Promise.resolve({ kind: "ok", value: { trades: known, next: null } }));
  const live = new Map(open.map((one) => [one.key, one]));
  ledger.follow(stateOf(live));
  await ledger.read();
  return { ledger, live };
}

describe("what one event costs in decimal operations", () => {
  test.each(Object.keys(SUMMARIES))("of %s is the same with 100 and with 6,000 trades", async (name) => {
    const costs: number[] = [];
    for (const count of [100, 6_000]) {
      const { ledger, live } = await ledgerOf(count);
      const kept = new KeptView(ledger, SUMMARIES[name]!);
      kept.get();
      const ended = trade({ key: "o3", bot: "bot-3", pair: "P3/USDT", realised: "1000", updatedSeq: 100_000 });
      live.set("o3", { ...ended, closedAt: "2024-10-25T00:30:00Z" });
      costs.push(
        countDecimals(() => {
          ledger.follow(stateOf(live));
          kept.get();
        }),
      );
    }
    expect(costs[0]).toBe(costs[1]);
  });

  test("of an answer about profit is the same with 100 and with 6,000 trades", () => {
    const question = { by: ["bot", "pair"], zone: "utc", bots: null, from: null, median: false } as const;
    const before = trade({ key: "o3", bot: "bot-3", pair: "P3/USDT", status: "open", realised: "0", closedAt: null });
    const after: Trade = { ...before, status: "closed", realised: "1000", closedAt: "2024-10-25T00:30:00Z" };
    const costs = [100, 6_000].map((count) => {
      const answer = answerOf(
        Array.from({ length: count }, (_, n) => closed(n)),
        question,
      );
      let moved: ProfitAnswer | null = null;
      const cost = countDecimals(() => {
        moved = moveProfit(answer, question, { before, after });
      });
      expect(moved).not.toBe(answer);
      expect(moved).toMatchObject({ books: [{ closed: count + 1 }] });
      return cost;
    });
    expect(costs[0]).toBe(costs[1]);
    expect(costs[0]).toBeGreaterThan(0);
  });

  test("of the state's totals is the same with a day and with a month of full days", () => {
    const costs = [1, 30].map((count) => {
      const days = Array.from({ length: count }, (_, n): Day => ({
        day: `2024-10-${String(n + 1).padStart(2, "0")}`,
        mode: "live",
        currency: "USDT",
        realised: "96",
        closed: 96,
        wins: 96,
        quarters: Array.from({ length: 96 }, (_, quarter) => [quarter, "1", 1, 1] as const),
      }));
      const sums = { realised: "1", closed: 1, wins: 1, losses: 0, grossProfit: "1", grossLoss: "0" };
      const total: Total = { mode: "live", currency: "USDT", ...sums };
      const totals = new StateTotals({ today: "2024-12-24", zone: "Asia/Kathmandu" });
      totals.of({ totals: [total], days });
      const last = days.at(-1)!;
      const quarters = last.quarters!.map((quarter, n) => (n === 40 ? ([40, "3", 2, 2] as const) : quarter));
      const next = [...days.slice(0, -1), { ...last, realised: "98", closed: 97, wins: 97, quarters }];
      return countDecimals(() => totals.of({ totals: [{ ...total, realised: "3" }], days: next }));
    });
    expect(costs[0]).toBe(costs[1]);
    expect(costs[0]).toBeGreaterThan(0);
  });

  test("is nothing where no trade has changed, as with a text message", async () => {
    const { ledger, live } = await ledgerOf(100);
    const state = stateOf(live);
    ledger.follow(state);
    const kept = Object.values(SUMMARIES).map((make) => new KeptView(ledger, make));
    for (const one of kept) one.get();
    const { version } = ledger;
    const totals = new StateTotals(CALENDAR);
    totals.of(state);
    const cost = countDecimals(() => {
      const next = { ...state, bots: {} };
      ledger.follow(next);
      totals.of(next);
      for (const one of kept) one.get();
    });
    expect(cost).toBe(0);
    expect(ledger.version).toBe(version);
  });
});
