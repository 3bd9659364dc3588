import { expect, test } from "vitest";
import { PAST_TRADES_MAX } from "@fillcast/protocol";
import {
  countPast,
  createPast,
  findPast,
  forgetPast,
  rememberPast,
  type PastTrades,
} from "../../../../../../parties/feed/state/fold/past-trades.ts";
import { createTrade } from "../../../../../support/trade.ts";

/** More than are packed at a time, so that some are and others are not. */
const MANY = 1_300;

function remember(past: PastTrades, from: number, to: number): void {
  for (let n = from; n <= to; n++) rememberPast(past, createTrade(n));
}

function find(past: PastTrades, n: number): ReturnType<typeof findPast> {
  return findPast(past, `bot-1:${n}`, createTrade(n).openedAt);
}

test("each is found with what sums hold of it, packed or not, and again after a wake", () => {
  const past = createPast();
  remember(past, 1, MANY);
  for (const state of [past, JSON.parse(JSON.stringify(past)) as PastTrades]) {
    for (let n = 1; n <= MANY; n++) {
      const { openedAt, mode, stakeCurrency, realised, status } = createTrade(n);
      expect(find(state, n)).toEqual({ openedAt, mode, stakeCurrency, realised, status });
    }
    expect(countPast(state)).toBe(MANY);
    expect(find(state, MANY + 1)).toBeNull();
  }
});

test("a name is found by its whole, whatever is in it", () => {
  const ids = ["1", "11", "1 1", "1|1", "1\n1", "1%", "1%20", "%", '"', "\\", "ü:€", "😀", "\ud800", "", " "];
  const past = createPast();
  for (const id of ids) rememberPast(past, createTrade(1, { id, realised: null, stakeCurrency: "U S\nD%" }));
  remember(past, 100, 100 + MANY);
  for (const id of ids) {
    const found = findPast(past, `bot-1:${id}`, createTrade(1).openedAt);
    expect(found, JSON.stringify(id)).toMatchObject({ realised: null, stakeCurrency: "U S\nD%" });
  }
  expect(findPast(past, "bot-1:111", createTrade(1).openedAt)).toBeNull();
  expect(findPast(past, "ot-1:1", createTrade(1).openedAt)).toBeNull();
});

test("what ends again is found as it ended last, and is gone as a whole", () => {
  const past = createPast();
  remember(past, 1, MANY);
  for (const n of [1, MANY]) {
    rememberPast(past, createTrade(n, { realised: "-7", status: "orphaned" }));
    expect(find(past, n)).toMatchObject({ realised: "-7", status: "orphaned" });
  }
  remember(past, MANY + 1, 2 * MANY);
  for (const n of [1, MANY]) {
    expect(find(past, n)).toMatchObject({ realised: "-7", status: "orphaned" });
    forgetPast(past, `bot-1:${n}`, createTrade(n).openedAt);
    expect(find(past, n)).toBeNull();
  }
  expect(countPast(past)).toBe(2 * MANY - 2);
});

test("what is kept again is forgotten here, and nothing else is", () => {
  const past = createPast();
  remember(past, 1, MANY);
  const gone = [1, 2, 512, 513, 900, MANY - 1, MANY];
  for (const n of gone) forgetPast(past, `bot-1:${n}`, createTrade(n).openedAt);
  for (let n = 1; n <= MANY; n++) expect(find(past, n) === null, String(n)).toBe(gone.includes(n));
  expect(countPast(past)).toBe(MANY - gone.length);
  forgetPast(past, "bot-1:1", createTrade(1).openedAt);
  expect(countPast(past)).toBe(MANY - gone.length);
});

test("beyond the bound, the oldest are forgotten", () => {
  const past = createPast();
  const all = PAST_TRADES_MAX + 5_000;
  let most = 0;
  for (let n = 1; n <= all; n++) {
    rememberPast(past, createTrade(n));
    most = Math.max(most, countPast(past));
  }
  expect(most).toBeLessThanOrEqual(PAST_TRADES_MAX);
  expect(most).toBeGreaterThan(PAST_TRADES_MAX * 0.9);
  expect(find(past, all)).not.toBeNull();
  expect(find(past, all - PAST_TRADES_MAX * 0.9)).not.toBeNull();
  expect(find(past, 1)).toBeNull();
  expect(past.packed.split("|")).toHaveLength(past.packedCount + 1);
});
