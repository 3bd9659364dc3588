/**
 * What leaves the server for a link. Each property compares two feeds that differ only in what the link hides: if the views
 * are equal to the last byte, nobody can tell which of the two they look at.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShareTerms, SharedView } from "@fillcast/protocol";
import { viewToParts } from "../../../../parties/share/parts.ts";
import { redact } from "../../../../parties/share/redact.ts";
import { toClosedRow, toOpenRow, type ClosedRow, type OpenRow } from "../../../../parties/share/source.ts";
import { drawBadge } from "../../../../src/share/badge.ts";
import { writeEmbed } from "../../../../src/share/embed.ts";
import { writePage } from "../../../../src/share/page.ts";
import { createTrade } from "../../../support/trade.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 34, 56);
const DAY_MS = 24 * 60 * 60 * 1_000;
const BOTS = ["alpha", "bravo", "charlie"] as const;

/** A trade's whole life; what is after `NOW_MS` has not happened. */
interface Life {
  readonly bot: string;
  readonly mode: "live" | "dry";
  readonly pair: string;
  readonly openedMs: number;
  /** When its first order was filled. */
  readonly begunMs: number;
  readonly closedMs: number;
  readonly micros: number | null;
  readonly realised: string;
  readonly stake: string;
  readonly price: string;
}

const life: fc.Arbitrary<Life> = fc
  .record({
    bot: fc.constantFrom(...BOTS),
    mode: fc.constantFrom("live" as const, "dry" as const),
    pair: fc.constantFrom("BTC/USDT", "ETH/USDT", `<b onclick="x">&'/USDT`),
    openedAgoMs: fc.integer({ min: 0, max: 40 * DAY_MS }),
    waitedMs: fc.integer({ min: 0, max: 2 * DAY_MS }),
    heldMs: fc.integer({ min: 0, max: 20 * DAY_MS }),
    micros: fc.option(fc.integer({ min: -400_000, max: 400_000 }), { nil: null }),
    // Long enough that no instant contains one by chance, and never the same.
    whole: fc.integer({ min: 100_000_000_003, max: 299_999_999_999 }),
    stake: fc.integer({ min: 400_000_000_003, max: 599_999_999_999 }),
    price: fc.integer({ min: 700_000_000_003, max: 899_999_999_999 }),
  })
  .map(({ openedAgoMs, waitedMs, heldMs, whole, stake, price, micros, ...rest }) => ({
    ...rest,
    micros,
    openedMs: NOW_MS - openedAgoMs,
    begunMs: NOW_MS - openedAgoMs + waitedMs,
    closedMs: NOW_MS - openedAgoMs + waitedMs + heldMs,
    realised: `${(micros ?? 1) < 0 ? "-" : ""}${whole}.37`,
    stake: String(stake),
    price: String(price),
  }));
const lives = fc.array(life, { maxLength: 12 });
const terms: fc.Arbitrary<ShareTerms> = fc.record({
  bots: fc.option(fc.subarray([...BOTS], { minLength: 1 }), { nil: null }),
  names: fc.boolean(),
  amounts: fc.boolean(),
  openTrades: fc.boolean(),
  delayS: fc.constantFrom(0, 60, 900, 86_400, 604_800),
  title: fc.constantFrom(null, "Swing <&> trades"),
});

/** The feed as its room knows it at an instant. */
function sourceAt(all: readonly Life[], atMs: number) {
  const closed: ClosedRow[] = [];
  const open: OpenRow[] = [];
  for (const [index, one] of all.entries()) {
    const { bot, mode, pair, openedMs, begunMs, closedMs, micros, realised, stake, price } = one;
    if (begunMs > atMs) continue;
    const base = {
      key: `key-${index}`,
      bot,
      mode,
      pair,
      direction: "long",
      openedMs,
      begunMs,
      currency: "USDT",
    } as const;
    if (closedMs <= atMs) closed.push({ ...base, closedMs, toldMs: closedMs, micros, realised });
    // The price moves with the clock, and a later fill has changed stake and entry.
    else {
      open.push({ ...base, averageEntry: price, lastPrice: String(Number(price) + (atMs % 99_991)), stake });
    }
  }
  return { closed, open, openedFrom: null, names: { alpha: { name: "Grid on ETH" } } };
}

/** All texts that leave the server for a view. */
function written(view: SharedView): string {
  const parts = viewToParts(view);
  const page = writePage({ kind: "page", view, parts, at: 1, expiresAt: null }, "https://edge.test/s/token");
  return [JSON.stringify(view), page, drawBadge(view), writeEmbed(view, "https://edge.test/s/token")].join("\n");
}

describe("a view", () => {
  it("with a delay is that of the feed as it was then", () => {
    fc.assert(
      fc.property(lives, terms, (all, { delayS, ...rest }) => {
        const late = { ...rest, delayS: delayS === 0 ? 300 : delayS };
        const cutMs = NOW_MS - late.delayS * 1_000;
        expect(redact(sourceAt(all, NOW_MS), late, NOW_MS)).toEqual(redact(sourceAt(all, cutMs), late, NOW_MS));
      }),
    );
  });

  it("without open trades is that of a feed that has none", () => {
    fc.assert(
      fc.property(lives, terms, (all, given) => {
        const hidden = { ...given, openTrades: false };
        const source = sourceAt(all, NOW_MS);
        const view = redact(source, hidden, NOW_MS);
        expect(view).toEqual(redact({ ...source, open: [] }, hidden, NOW_MS));
        expect(view.open).toBeNull();
      }),
    );
  });

  it("of chosen bots is that of a feed with no others", () => {
    fc.assert(
      fc.property(lives, terms, fc.subarray([...BOTS], { minLength: 1 }), (all, given, bots) => {
        const chosen = { ...given, bots };
        const fewer = sourceAt(
          all.map((one) => ((bots as string[]).includes(one.bot) ? one : { ...one, begunMs: Infinity })),
          NOW_MS,
        );
        expect(redact(sourceAt(all, NOW_MS), chosen, NOW_MS)).toEqual(redact(fewer, chosen, NOW_MS));
      }),
    );
  });

  it("in percent is that of a feed with any other money", () => {
    fc.assert(
      fc.property(lives, terms, fc.integer({ min: 2, max: 1_000 }), (all, given, factor) => {
        const plain = { ...given, amounts: false };
        const richer = sourceAt(all, NOW_MS);
        const scaled = {
          ...richer,
          closed: richer.closed.map((row) => ({
            ...row,
            realised: String(Number(row.realised) * factor),
            currency: "EUR",
          })),
          open: richer.open.map((row) => ({ ...row, stake: String(Number(row.stake) * factor), currency: "EUR" })),
        };
        expect(redact(richer, plain, NOW_MS)).toEqual(redact(scaled, plain, NOW_MS));
      }),
    );
  });

  it("without names is that of bots with any other name", () => {
    fc.assert(
      fc.property(lives, terms, (all, given) => {
        const numbered = { ...given, names: false, bots: null };
        const other = all.map((one) => ({ ...one, bot: `z-${one.bot}` }));
        expect(redact(sourceAt(all, NOW_MS), numbered, NOW_MS)).toEqual(
          redact(sourceAt(other, NOW_MS), numbered, NOW_MS),
        );
      }),
    );
  });

  it("has no secret in any text that is written of it, whatever the terms", () => {
    fc.assert(
      fc.property(lives, terms, (all, given) => {
        const source = sourceAt(all, NOW_MS);
        const text = written(redact(source, given, NOW_MS)).replaceAll(",", "");
        // The first line is JSON, which no browser reads as markup.
        expect(text.slice(text.indexOf("\n"))).not.toContain("<b onclick");
        for (const one of all) expect(text).not.toContain(one.price);
        expect(text).not.toContain("key-");
        if (!given.amounts) {
          for (const { realised, stake } of all) {
            expect(text).not.toContain(realised.replace("-", "").slice(0, -3));
            expect(text).not.toContain(stake);
          }
          expect(text).not.toMatch(/currency|realised|stake"|money"/);
        }
        if (!given.names) expect(text).not.toMatch(/alpha|bravo|charlie|Grid on ETH/);
      }),
    );
  });
});

describe("a view's members", () => {
  const closed = (changes: Partial<ClosedRow> = {}): ClosedRow => ({
    key: "k",
    bot: "alpha",
    mode: "live",
    pair: "BTC/USDT",
    direction: "long",
    openedMs: NOW_MS - DAY_MS,
    begunMs: NOW_MS - DAY_MS,
    closedMs: NOW_MS - 3_600_000,
    toldMs: NOW_MS - 3_600_000,
    micros: 12_345,
    realised: "12.345",
    currency: "USDT",
    ...changes,
  });
  const all: ShareTerms = { bots: null, names: true, amounts: true, openTrades: true, delayS: 0, title: null };
  const show = (rows: readonly ClosedRow[], given: ShareTerms = all) =>
    redact({ closed: rows, open: [], openedFrom: null, names: {} }, given, NOW_MS);

  it("are sums of each mode by itself, and money of each currency", () => {
    const view = show([
      closed({ key: "1" }),
      closed({ key: "2", micros: -5_000, realised: "-5", closedMs: NOW_MS - 60_000, toldMs: NOW_MS - 60_000 }),
      closed({ key: "3", currency: "BTC", realised: "0.001" }),
      closed({ key: "4", mode: "dry", micros: null, realised: "3" }),
    ]);
    expect(view.books.map(({ mode, closed: count, ratio, unrated }) => [mode, count, ratio, unrated])).toEqual([
      ["live", 3, "0.0197", 0],
      ["dry", 1, "0", 1],
    ]);
    expect(view.books[0]).toMatchObject({
      wins: 2,
      losses: 1,
      best: "0.0123",
      worst: "-0.005",
      drawdown: "0.005",
      days: [{ day: "2026-11-24", ratio: "0.0197", closed: 3 }],
      money: [
        { currency: "BTC", realised: "0.001" },
        { currency: "USDT", realised: "7.345", drawdown: "5" },
      ],
    });
  });

  it("of the month are those of the newest 30 UTC days", () => {
    const at = (days: number) => ({ closedMs: NOW_MS - days * DAY_MS, openedMs: NOW_MS - 50 * DAY_MS });
    const view = show([
      closed({ key: "1", ...at(29) }),
      closed({ key: "2", ...at(30) }),
      closed({ key: "3", ...at(40) }),
    ]);
    expect([view.books[0]!.closed, view.books[0]!.month.closed]).toEqual([3, 1]);
  });

  it("number bots by what shows of them, and one bot has no number", () => {
    const numbered = { ...all, names: false };
    const one = show([closed()], numbered);
    expect(one.closed[0]!.bot).toBeNull();
    const two = show(
      [closed({ key: "1", bot: "bravo" }), closed({ key: "2", openedMs: NOW_MS - 2 * DAY_MS, closedMs: 0, toldMs: 0 })],
      numbered,
    );
    expect(two.closed.map(({ bot }) => bot)).toEqual(["Bot 2", "Bot 1"]);
  });

  it("wait for the room's clock where a bot's is behind", () => {
    const late = closed({ closedMs: NOW_MS - DAY_MS / 2, toldMs: NOW_MS - 1_000 });
    const view = show([late], { ...all, delayS: 900 });
    expect(view.closed).toEqual([]);
    expect(view.open).toMatchObject([{ pair: "BTC/USDT", move: null }]);
  });
});

describe("a row of a trade", () => {
  it("has the ratio that the bot said, else profit by stake, else none", () => {
    expect(toClosedRow(createTrade(1, { profitRatio: "0.0123456789" }))?.micros).toBe(12_346);
    expect(toClosedRow(createTrade(1, { profitRatio: null, realised: "2.5", stake: "100" }))?.micros).toBe(25_000);
    expect(toClosedRow(createTrade(1, { profitRatio: null, stake: null }))?.micros).toBeNull();
    expect(toClosedRow(createTrade(1, { profitRatio: null, stake: "0" }))?.micros).toBeNull();
  });

  it("is none where its times cannot be read", () => {
    expect(toClosedRow(createTrade(1, { closedAt: null }))).toBeNull();
    expect(toClosedRow(createTrade(1, { openedAt: "never" }))).toBeNull();
    expect(toOpenRow(createTrade(1, { openedAt: "never" }))).toBeNull();
  });

  it("moves in the trade's favour", () => {
    const open = (changes: object) => {
      const row = toOpenRow(createTrade(1, { status: "open", averageEntry: "100", lastPrice: "105", ...changes }))!;
      const terms: ShareTerms = { bots: null, names: true, amounts: false, openTrades: true, delayS: 0, title: null };
      return redact({ closed: [], open: [row], openedFrom: null, names: {} }, terms, NOW_MS).open![0]!.move;
    };
    expect(open({})).toBe("0.05");
    expect(open({ direction: "short" })).toBe("-0.05");
    expect(open({ averageEntry: null })).toBeNull();
    expect(open({ averageEntry: "0" })).toBeNull();
  });
});
