/**
 * What the fold serves of a bot that trades at random must agree with the bot's own books after every message; with messages
 * lost, as far as a reader can know.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Trade } from "@fillcast/protocol";
import { evolve, foldAll, initialState, serve } from "../../parties/feed/state/fold/evolve.ts";
import { Feed, type Body } from "../support/freqtrade-events.ts";
import { choice, trade, UNIT, type Fraction, type Told } from "./state-trading-bot.ts";

/** A served decimal in 10⁻⁸; exact, or it throws. */
function units(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  if (fraction.length > 8) throw new Error(`${decimal} has more than 8 places`);
  const value = BigInt(whole + fraction.padEnd(8, "0"));
  return decimal.startsWith("-") ? -value : value;
}

/** True to 11 significant digits: each of its steps is rounded to 12. */
function isQuotient(served: string, { over, under }: Fraction): boolean {
  const [whole = "0", fraction = ""] = served.split(".");
  // Prices are in 10⁻⁸, as the fraction is.
  const value = BigInt(whole + fraction) * UNIT * under;
  const exact = over * 10n ** BigInt(fraction.length);
  const error = value > exact ? value - exact : exact - value;
  return error * 10n ** 11n <= exact;
}

function expectAgreement(served: Trade | undefined, books: Told["books"]): void {
  expect(served).toMatchObject({ status: books.status, entries: books.entries, exits: books.exits, joinedLate: false });
  expect(units(served!.realised!)).toBe(books.realised);
  expect(units(served!.amount!)).toBe(books.amount);
  if (books.average === null) expect(served!.averageEntry).toBeNull();
  else expect(isQuotient(served!.averageEntry!, books.average)).toBe(true);
}

const choices = fc.array(choice, { minLength: 1, maxLength: 60 });

describe("a bot that trades at random", () => {
  test("is served as its own books have it, after every message", () => {
    fc.assert(
      fc.property(choices, (choices) => {
        const feed = new Feed();
        const fold = initialState();
        const books = new Map<string, Told["books"]>();
        for (const { body, bot, books: after } of trade(choices)) {
          const event = feed.post(body, { bot });
          evolve(fold, event);
          books.set(after.key, after);
          expectAgreement(serve(fold, event.at).trades[after.key], after);
        }
        const state = serve(fold, feed.events.at(-1)!.at);
        for (const currency of ["USDT", "BTC"]) {
          const own = [...books.values()].filter((position) => position.currency === currency);
          const closed = own.filter(({ status }) => status === "closed");
          const total = state.totals.find((row) => row.currency === currency);
          const sum = (profits: readonly bigint[]): bigint => profits.reduce((a, b) => a + b, 0n);
          expect(units(total?.realised ?? "0")).toBe(sum(own.map(({ realised }) => realised)));
          expect(total?.closed ?? 0).toBe(closed.length);
          expect(total?.wins ?? 0).toBe(closed.filter(({ realised }) => realised > 0n).length);
          expect(total?.losses ?? 0).toBe(closed.filter(({ realised }) => realised < 0n).length);
          expect(units(total?.grossProfit ?? "0")).toBe(
            sum(closed.map(({ realised }) => realised).filter((p) => p > 0n)),
          );
          expect(units(total?.grossLoss ?? "0")).toBe(
            -sum(closed.map(({ realised }) => realised).filter((p) => p < 0n)),
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  test("with messages lost: profits are the last ones reported, and amounts are what was reported, or unknown", () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 0, max: 3 }), (choices, keep) => {
        const told = trade(choices).filter(({ lost }, index) => !lost || index % 4 < keep);
        fc.pre(told.length > 0);
        const feed = new Feed();
        const realised = new Map<string, bigint>();
        const held = new Map<string, bigint>();
        for (const { body, bot, books } of told) {
          feed.post(body, { bot });
          if (body.type === "entry_fill") held.set(books.key, (held.get(books.key) ?? 0n) + fillOf(body));
          if (body.type === "exit_fill") {
            held.set(books.key, (held.get(books.key) ?? 0n) - fillOf(body));
            realised.set(books.key, books.realised);
          }
        }
        const state = serve(foldAll(feed.events), feed.events.at(-1)!.at);
        for (const [key, profit] of realised) expect(units(state.trades[key]!.realised!)).toBe(profit);
        const closed = told.filter(({ body }) => body.is_final_exit === "True" && body.type === "exit_fill");
        for (const { books } of closed)
          expect(state.trades[books.key]).toMatchObject({ status: "closed", amount: "0" });
        for (const trade of Object.values(state.trades)) {
          if (trade.status === "closed" || trade.amount === null) continue;
          expect(units(trade.amount)).toBe(held.get(trade.key) ?? 0n);
          expect(trade.joinedLate).toBe(false);
        }
        expect(state.totals.reduce((sum, row) => sum + units(row.realised), 0n)).toBe(
          [...realised.values()].reduce((a, b) => a + b, 0n),
        );
      }),
      { numRuns: 400 },
    );
  });
});

function fillOf(body: Body): bigint {
  const [mantissa = "0", exponent = "0"] = body.amount!.split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const places = 8 + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return places >= 0 ? digits * 10n ** BigInt(places) : digits / 10n ** BigInt(-places);
}
