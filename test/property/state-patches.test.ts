/**
 * The state as a reader has it, a snapshot and the patches after it, against a fresh fold of the same log, at every seq.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPatch, liveLocks, mergePatches, type FeedState, type StatePatch, type Trade } from "@fillcast/protocol";
import type { DraftEvent } from "../../parties/feed/rpc.ts";
import { evolve, initialState, serve, type FoldState } from "../../parties/feed/state/fold/evolve.ts";
import { noteHeartbeat } from "../../parties/feed/state/fold/heartbeats.ts";

const SECOND = 1_000;
const START = Date.UTC(2024, 9, 24, 23, 50);

/** What happens at the room: an event, or a heartbeat, `waitMs` after what was before. */
type Step = { readonly waitMs: number } & (
  | { readonly kind: "event"; readonly draft: DraftEvent }
  | { readonly kind: "heartbeat"; readonly bot: string }
);

const bot = fc.constantFrom("a", "b");
const decimal = fc.constantFrom("nan", "0.0", "1.0", "2.5", "1e-05", "-3.1", "0.30000000000000004", "7", null);
const opened = fc.constantFrom("2024-10-24T09:00:00Z", "2024-10-24T09:00:00.000001Z", "2024-10-24T10:00:00Z");

const tradeDraft: fc.Arbitrary<DraftEvent> = fc.record({
  type: fc.constantFrom("entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel"),
  bot,
  source: fc.constant("freqtrade" as const),
  pair: fc.constantFrom("ETH/USDT", "ETH/BTC"),
  trade: fc.record({ id: fc.constantFrom("1", "2"), openedAt: opened }),
  data: fc.record(
    {
      amount: decimal,
      open_rate: decimal,
      close_rate: decimal,
      current_rate: decimal,
      stake_amount: decimal,
      leverage: decimal,
      profit_amount: decimal,
      cumulative_profit: decimal,
      final_profit_ratio: decimal,
      is_final_exit: fc.boolean(),
      sub_trade: fc.boolean(),
      stake_currency: fc.constantFrom("USDT", "BTC"),
      reason: fc.constantFrom(
        "cancelled due to timeout",
        "partially filled",
        "x, fully cancelled",
        "x, partially filled",
      ),
    },
    { requiredKeys: [] },
  ),
});
const otherDraft: fc.Arbitrary<DraftEvent> = fc.oneof(
  fc.record({
    type: fc.constantFrom("status", "startup", "warning", "whitelist"),
    bot,
    source: fc.constant("freqtrade" as const),
    data: fc.record({ status: fc.constantFrom("running", "stopped", "process died", "Dry run is enabled.") }),
  }),
  fc.record({
    type: fc.constantFrom("bot_silent", "bot_back"),
    bot,
    source: fc.constant("fillcast" as const),
    data: fc.constant({}),
  }),
  fc.record({
    type: fc.constant("mode_set"),
    bot,
    source: fc.constant("fillcast" as const),
    data: fc.record({
      mode: fc.constantFrom("live", "dry", null),
      from: fc.constantFrom(null, Date.UTC(2024, 9, 24, 9, 30)),
      to: fc.constantFrom(null, Date.UTC(2024, 9, 24, 10, 30)),
    }),
  }),
  fc.record({
    type: fc.constant("protection_trigger"),
    bot,
    source: fc.constant("freqtrade" as const),
    pair: fc.constantFrom("ETH/USDT", "ETH/BTC"),
    data: fc.record({
      side: fc.constantFrom("*", "long"),
      lock_end_time: fc.constantFrom("2024-10-24T23:50:30Z", "2024-10-24T23:55:00Z", "2024-10-25T01:00:00Z"),
    }),
  }),
);
const snapshotDraft: fc.Arbitrary<DraftEvent> = fc.record({
  type: fc.constant("trade_snapshot"),
  bot,
  source: fc.constant("api" as const),
  pair: fc.constant("ETH/USDT"),
  trade: fc.record({ id: fc.constantFrom("1", "2", "3"), openedAt: opened }),
  data: fc.record({
    is_open: fc.boolean(),
    missing: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    learned: fc.constantFrom("books", "import", null),
    amount: fc.constantFrom("1", "2"),
    open_rate: fc.constantFrom("100", "101"),
    realized_profit: fc.constantFrom("0", "3", "-2"),
    close_profit_abs: fc.constantFrom("5", "-4", null),
    close_timestamp: fc.constantFrom(START - 3_600_000, START, null),
    nr_of_successful_entries: fc.constantFrom(0, 1, 2),
    quote_currency: fc.constantFrom("USDT", "BTC"),
  }),
});
const waitMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 20 * SECOND }) },
  fc.constant(3_600 * SECOND),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ waitMs, kind: fc.constant("event" as const), draft: tradeDraft }) },
  { weight: 3, arbitrary: fc.record({ waitMs, kind: fc.constant("event" as const), draft: otherDraft }) },
  { weight: 3, arbitrary: fc.record({ waitMs, kind: fc.constant("event" as const), draft: snapshotDraft }) },
  { weight: 1, arbitrary: fc.record({ waitMs, kind: fc.constant("heartbeat" as const), bot }) },
);

/** Folds the steps; `seen` gets each patch, which for a heartbeat is what its presence frame tells. */
function run(
  steps: readonly Step[],
  fold: FoldState,
  seen: (patch: StatePatch, at: number, index: number) => void,
): void {
  let at = START;
  let seq = 0;
  for (const [index, step] of steps.entries()) {
    at += step.waitMs;
    if (step.kind === "event") {
      seq++;
      seen(evolve(fold, { ...step.draft, id: `e${seq}`, seq, at }), at, index);
    } else {
      noteHeartbeat(fold, step.bot, at);
      seen({ bots: { [step.bot]: serve(fold, at).bots[step.bot]! } }, at, index);
    }
  }
}

/** What a reader shows: the locks whose time has come are no longer shown. */
const shown = (state: FeedState, at: number): FeedState => ({ ...state, locks: liveLocks(state.locks, at) });

/** Closed, with a profit that is known. */
function isCounted({ status, realised }: Trade): boolean {
  return status === "closed" && realised !== null;
}

describe("a snapshot and the patches after it", () => {
  test("equal a fresh fold at every seq, wherever the snapshot was taken", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), (steps, seed) => {
        const states: FeedState[] = [];
        const patches: StatePatch[] = [];
        const times: number[] = [];
        const fold = initialState();
        run(steps, fold, (patch, at) => {
          patches.push(patch);
          states.push(serve(fold, at));
          times.push(at);
        });
        const from = seed % steps.length;
        let reader = states[from]!;
        let merged: StatePatch = {};
        for (let index = from + 1; index < steps.length; index++) {
          reader = applyPatch(reader, patches[index]!);
          merged = mergePatches([merged, patches[index]!]);
          // A heartbeat has no seq: it tells of its own bot only.
          if (steps[index]!.kind === "heartbeat") continue;
          expect(shown(reader, times[index]!)).toEqual(states[index]);
          expect(shown(applyPatch(states[from]!, merged), times[index]!)).toEqual(states[index]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("hold where the snapshot is taken a while after the newest event", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 2, maxLength: 30 }),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, seed, part) => {
          const from = seed % (steps.length - 1);
          const waitMs = Math.floor(steps[from + 1]!.waitMs * part);
          const fold = initialState();
          let reader: FeedState | null = null;
          run(steps, fold, (patch, at, index) => {
            if (index === from) reader = serve(fold, at + waitMs);
            if (reader === null || index <= from) return;
            reader = applyPatch(reader, patch);
            if (steps[index]!.kind === "event") expect(shown(reader, at)).toEqual(serve(fold, at));
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test("do not depend on the fold having been stored and read in between", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 30 }), fc.nat(), (steps, seed) => {
        const cut = seed % steps.length;
        const whole: unknown[] = [];
        run(steps, initialState(), (patch) => whole.push(patch));
        let fold = initialState();
        let at = START;
        for (const [index, step] of steps.entries()) {
          at += step.waitMs;
          if (index === cut) fold = JSON.parse(JSON.stringify(fold)) as FoldState;
          if (step.kind === "heartbeat") noteHeartbeat(fold, step.bot, at);
          else expect(evolve(fold, { ...step.draft, id: "", seq: fold.seq + 1, at })).toEqual(whole[index]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("leave sums that agree with one another", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const fold = initialState();
        run(steps, fold, (_patch, at) => {
          const { bots, trades, totals, days } = serve(fold, at);
          const all = Object.values(trades);
          for (const [name, state] of Object.entries(bots)) {
            const own = all.filter((trade) => trade.bot === name);
            expect(state.openTrades).toBe(own.filter(({ status }) => status === "open").length);
            expect(state.closedTrades).toBe(own.filter(isCounted).length);
            expect(state.unreadable ?? 0).toBe(own.filter(({ realised }) => realised === null).length);
          }
          for (const { mode, currency, realised, closed, unreadable = 0 } of totals) {
            const same = (row: { mode: string; currency?: string; stakeCurrency?: string | null }) =>
              row.mode === mode && (row.currency ?? row.stakeCurrency) === currency;
            const own = all.filter(same);
            expect(sum(own.map((trade) => trade.realised ?? "0"))).toBe(sum([realised]));
            expect(own.filter(isCounted)).toHaveLength(closed);
            expect(own.filter((trade) => trade.realised === null)).toHaveLength(unreadable);
            expect(sum(days.filter(same).map((day) => String(day.closed)))).toBe(sum([String(closed)]));
            expect(sum(days.filter(same).map((day) => day.realised))).toBe(sum([realised]));
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});

/** Decimals in units of 10⁻²⁰, exact. */
function sum(decimals: readonly string[]): bigint {
  return decimals.reduce((total, text) => {
    const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
    const value = BigInt(whole + fraction.padEnd(20, "0"));
    return text.startsWith("-") ? total - value : total + value;
  }, 0n);
}
