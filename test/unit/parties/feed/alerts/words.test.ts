import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertKind } from "@fillcast/protocol";
import type { Alert } from "../../../../../parties/feed/alerts/alert.ts";
import { addAlert, type Digest } from "../../../../../parties/feed/alerts/digest.ts";
import { LINE_MAX_CHARS } from "../../../../../parties/feed/alerts/text.ts";
import { digestToMessage, LINES_MAX, testMessage, TITLE_MAX_CHARS } from "../../../../../parties/feed/alerts/words.ts";
import { anyText, closedAlert, wordAlert } from "../../../../support/alerts.ts";
import { START_MS } from "../../../../support/room.ts";

const letterhead = {
  id: "m1",
  feed: "alice",
  at: START_MS,
  origin: "https://fillcast.test",
  nameOf: (bot: string) => (bot === "spot-1" ? "Grid on ETH" : bot),
};
const messageOf = (...alerts: readonly (readonly [Alert, AlertKind])[]) => {
  const digest = alerts.reduce<Digest | null>((known, [alert, kind]) => addAlert(known, alert, kind, START_MS), null);
  return digestToMessage(digest!, letterhead);
};

describe("a message", () => {
  it("of one trade says what it brought, and leads to it", () => {
    expect(messageOf([closedAlert(), "closed"])).toMatchObject({
      id: "m1",
      feed: "alice",
      title: "BTC/USDT closed +12.40 USDT (+1.20%)",
      lines: ["Grid on ETH"],
      url: "https://fillcast.test/trades/spot-1%3A1%3A2026-11-24T06%3A00%3A03Z",
      urgent: false,
      topic: null,
      count: 1,
      items: [
        { kind: "closed", bot: "spot-1", seq: 1, profit: { realised: "12.4", currency: "USDT", ratio: "0.012" } },
      ],
    });
  });

  it("of one bot names it as its owner does, and leads to it", () => {
    expect(messageOf([wordAlert("silent"), "silent"])).toMatchObject({
      title: "Grid on ETH: silent: its heartbeats stopped",
      lines: [],
      url: "https://fillcast.test/bots/spot-1",
      urgent: true,
    });
  });

  it("of a burst is one sentence, with its sums, and the newest lines first", () => {
    const seven = Array.from({ length: 7 }, (_, index) => {
      return [closedAlert({ realised: "4.457142857", seq: index + 1 }), "closed"] as const;
    });
    const message = messageOf(...seven);
    expect(message).toMatchObject({
      title: "7 trades closed, +31.20 USDT",
      count: 7,
      url: "https://fillcast.test/bots/spot-1",
    });
    expect(message.lines).toHaveLength(7);
    expect(message.lines[0]).toBe("Grid on ETH: BTC/USDT closed +4.46 USDT (+1.20%)");
  });

  it("of many kinds says first what is urgent", () => {
    const message = messageOf(
      [closedAlert({ realised: "-5" }), "loss"],
      [closedAlert({ mode: "dry", currency: "BTC", realised: "0.001" }), "closed"],
      [wordAlert("exception", "x", "spot-2"), "exception"],
      [wordAlert("silent"), "silent"],
      [wordAlert("silent", null, "spot-2"), "silent"],
    );
    expect(message.title).toBe("2 bots silent; 2 trades closed, -5.00 USDT, +0.001000 BTC (dry run); 1 exception");
    expect(message.url).toBe("https://fillcast.test/");
  });

  it("has at most twelve lines, the last of which counts the rest", () => {
    const many = Array.from({ length: 1_000 }, () => [wordAlert("exception", "x"), "exception"] as const);
    const { lines, items, count } = messageOf(...many);
    expect([lines.length, lines.at(-1), items.length, count]).toEqual([LINES_MAX, "and 989 more", 20, 1_000]);
  });

  it("is bounded whatever bots write", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 30 }), (all) => {
        const alerts = all.flatMap(([pair, said]) => [
          [closedAlert({ pair, currency: said.slice(0, 32) }), "closed"] as const,
          [wordAlert("exception", said), "exception"] as const,
        ]);
        const { title, lines } = messageOf(...alerts);
        expect(title.length).toBeLessThanOrEqual(TITLE_MAX_CHARS);
        expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(LINE_MAX_CHARS);
      }),
    );
  });

  it("for a test says that it is one", () => {
    expect(testMessage(letterhead)).toMatchObject({ title: "Fillcast test message", count: 0, items: [] });
  });
});
