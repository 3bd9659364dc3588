import { describe, expect, test } from "vitest";
import { applyPatch, mergePatches, type FeedState, type StatePatch } from "@fillcast/protocol";
import { evolve, initialState, serve } from "../../../../parties/feed/state/fold/evolve.ts";
import { Feed, HOUR, MORNING, readFixtures, tradeBodies } from "../../../support/freqtrade-events.ts";

const EMPTY: FeedState = serve(initialState(), MORNING);

describe("a patch", () => {
  test("of nothing leaves everything the same object", () => {
    const after = applyPatch(EMPTY, {});
    expect(after).toEqual(EMPTY);
    for (const part of ["bots", "trades", "totals", "days", "locks"] as const) expect(after[part]).toBe(EMPTY[part]);
  });

  test("replaces the rows that it names, adds new ones, and drops trades that are null", () => {
    const day = { day: "2024-10-24", mode: "dry", currency: "USDT", realised: "1", closed: 1, wins: 1 } as const;
    const once = applyPatch(EMPTY, { days: [day, { ...day, mode: "live" }, { ...day, currency: "BTC" }] });
    const twice = applyPatch(once, {
      days: [
        { ...day, realised: "2" },
        { ...day, day: "2024-10-25" },
      ],
    });
    expect(twice.days.map((row) => [row.day, row.mode, row.currency, row.realised])).toEqual([
      ["2024-10-24", "dry", "USDT", "2"],
      ["2024-10-24", "live", "USDT", "1"],
      ["2024-10-24", "dry", "BTC", "1"],
      ["2024-10-25", "dry", "USDT", "1"],
    ]);
    const trade = evolve(initialState(), new Feed().post(tradeBodies().entry({ amount: "1" }))).trades!;
    const key = Object.keys(trade)[0]!;
    expect(applyPatch(applyPatch(EMPTY, { trades: trade }), { trades: { [key]: null } }).trades).toEqual({});
  });

  test("applied twice is applied once, and merged is applied one after the other", () => {
    const feed = new Feed();
    for (const body of readFixtures()) feed.post(body);
    const fold = initialState();
    let state = EMPTY;
    let merged: StatePatch = {};
    for (const event of feed.events) {
      const patch = evolve(fold, event);
      state = applyPatch(applyPatch(state, patch), patch);
      merged = mergePatches([merged, patch]);
    }
    expect(state).toEqual(serve(fold, feed.events.at(-1)!.at));
    expect(applyPatch(EMPTY, merged)).toEqual(state);
  });

  test("ends locks by the newest event that it tells of", () => {
    const feed = new Feed();
    const fold = initialState();
    const lock = { type: "protection_trigger", pair: "ETH/USDT", lock_end_time: "2024-10-24 10:00:00" };
    let state = applyPatch(EMPTY, evolve(fold, feed.post(lock)));
    expect(state.locks).toHaveLength(1);
    state = applyPatch(state, evolve(fold, feed.post({ type: "whitelist" }, { bot: "spot-2", at: MORNING + HOUR })));
    expect(state.locks).toEqual([]);
  });

  test("what was served or patched does not change when the fold goes on", () => {
    const feed = new Feed();
    const fold = initialState();
    const patch = evolve(fold, feed.post(tradeBodies().entryFill({ amount: "1", open_rate: "2" })));
    const state = serve(fold, MORNING);
    const texts = [JSON.stringify(patch), JSON.stringify(state)];
    evolve(fold, feed.post(tradeBodies().exitFill({ amount: "1", profit_amount: "1", is_final_exit: "True" })));
    evolve(fold, feed.post({ type: "protection_trigger", pair: "ETH/USDT", lock_end_time: "2024-10-24 10:00:00" }));
    expect([JSON.stringify(patch), JSON.stringify(state)]).toEqual(texts);
  });
});
