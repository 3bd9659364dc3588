import { describe, expect, test } from "vitest";
import { holdRows, matchesTapeFilter, NO_FILTER, type TapeFilter } from "../../../../../dashboard/src/tape/rows.ts";
import { event } from "../../../../support/shown-events.ts";
import { createTape, at, seqs } from "../../../../support/tape.ts";

describe("the filter", () => {
  test("wants every word of a search, and any of the kinds", () => {
    const closed = event("exit_fill", { is_final_exit: true, exit_reason: "stop_loss" }, { pair: "ETH/USDT" });
    expect(matchesTapeFilter(closed, { ...NO_FILTER, words: ["eth", "stop"] })).toBe(true);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, words: ["eth", "roi"] })).toBe(false);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, words: ["closed"] })).toBe(true);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, kinds: new Set(["close"]) })).toBe(true);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, kinds: new Set(["order", "alarm"]) })).toBe(false);
  });

  test("wants one of the pairs, and an instant between its ends", () => {
    const fill = event("entry_fill", {}, { pair: "ETH/USDT" });
    const passes = (part: Partial<TapeFilter>) => matchesTapeFilter(fill, { ...NO_FILTER, ...part });
    expect(passes({ pairs: new Set(["BTC/USDT", "ETH/USDT"]) })).toBe(true);
    expect(passes({ pairs: new Set(["BTC/USDT"]) })).toBe(false);
    expect(matchesTapeFilter(event("status"), { ...NO_FILTER, pairs: new Set(["ETH/USDT"]) })).toBe(false);
    expect(passes({ from: fill.at, to: fill.at })).toBe(true);
    expect(passes({ from: fill.at + 1 })).toBe(false);
    expect(passes({ to: fill.at - 1 })).toBe(false);
  });

  test("shows what an account is worth now, not its imported past", () => {
    expect(matchesTapeFilter(event("equity", { value: "10" }), NO_FILTER)).toBe(true);
    expect(matchesTapeFilter(event("equity", { value: "10", learned: "import" }), NO_FILTER)).toBe(false);
  });
});

describe("a held list", () => {
  test("stands still and counts what is new, older ones included at its end", () => {
    const { tape, frame } = createTape();
    tape.push([at(5), at(6)], false);
    frame();
    const top = tape.view.rows[0]?.event.seq ?? null;
    tape.push([at(7), at(8), at(9)], false);
    frame();
    tape.addOlder([at(4)]);
    const held = holdRows(tape.view.rows, top);
    expect(held.newer).toBe(3);
    expect(seqs(held.rows)).toEqual([6, 5, 4]);
  });

  test("is released when the row that it stood on is gone", () => {
    const { tape, frame } = createTape();
    tape.push([at(5)], false);
    frame();
    const top = tape.view.rows[0]?.event.seq ?? null;
    tape.clear();
    tape.push([at(1)], false);
    frame();
    expect(holdRows(tape.view.rows, top)).toEqual({ rows: tape.view.rows, newer: 0 });
  });
});
