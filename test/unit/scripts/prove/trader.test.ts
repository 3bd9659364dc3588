/**
 * The prover's trader against the room's fold: its own books and the fold of its bodies agree on every trade, whatever it did.
 */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../demo/random.ts";
import { BOTS } from "../../../../demo/roster.ts";
import { compareBooks } from "../../../../scripts/prove/differences.ts";
import { foldHistory } from "../../../../scripts/prove/fold.ts";
import { createTrader } from "../../../../scripts/prove/trader.ts";
import { Feed } from "../../../support/freqtrade-events.ts";

const BODIES = 400;

describe("a trader", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    "of seed %i has the trades that a fold of its bodies has",
    (seed) => {
      const profile = BOTS[seed % BOTS.length]!;
      const trader = createTrader(profile, createRandom(seed), Date.now());
      const feed = new Feed({ bot: profile.name });
      for (let count = 0; count < BODIES; count++) feed.post(trader.next());
      const { trades } = foldHistory(feed.events, Date.now());
      compareBooks([...trades.values()], trader.books, new Set());
      expect(new Set([...trades.values()].map(({ status }) => status))).toEqual(
        new Set([...trader.books.values()].map(({ status }) => status)),
      );
      expect(trader.books.size).toBeGreaterThan(40);
    },
  );

  test("says the same for the same seed, and no body twice", () => {
    const bodies = (seed: number): string[] => {
      const trader = createTrader(BOTS[0]!, createRandom(seed), 1_795_000_000_000);
      return Array.from({ length: BODIES }, () => JSON.stringify(trader.next()));
    };
    const withoutLocks = (all: string[]): string[] => all.filter((body) => !body.includes("lock_end"));
    expect(withoutLocks(bodies(1))).toEqual(withoutLocks(bodies(1)));
    expect(new Set(bodies(1)).size).toBe(BODIES);
  });
});
