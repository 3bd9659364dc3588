/** What is told aloud: toasts by rules, an absence as one sentence, the connection and a bot's health in words. */
import { describe, expect, test } from "vitest";
import { FeedError, type BotState, type Status, type TradeEvent } from "fillcast";
import { presenceWords } from "../../../dashboard/src/bots/presence.ts";
import { usualGaps } from "../../../dashboard/src/bots/usual-gaps.ts";
import { Away, AWAY_MIN_MS, summariseAway } from "../../../dashboard/src/live/away.ts";
import { connectionWords } from "../../../dashboard/src/live/status-words.ts";
import { DEFAULT_PREFERENCES, parsePreferences } from "../../../dashboard/src/settings/preferences.ts";
import { addToast, type Toast, toastOf } from "../../../dashboard/src/toasts/toast.ts";
import { event, fixtureEvents, MORNING } from "./fixtures.ts";

const MINUTE = 60_000;
const close = (ratio: string, bot = "spot-1", seq = 1) =>
  event(
    "exit_fill",
    {
      is_final_exit: true,
      cumulative_profit: ratio.startsWith("-") ? "-9" : "9",
      stake_currency: "USDT",
      final_profit_ratio: ratio,
    },
    { pair: "ETH/USDT", bot, seq, id: `close.${seq}` },
  );

describe("toasts", () => {
  test("tell a close with its profit, an exception and silence", () => {
    expect(toastOf(close("0.02"), DEFAULT_PREFERENCES, 0)?.title).toBe("ETH/USDT closed +9.00 USDT +2.00%");
    expect(toastOf(event("exception", { status: "boom" }), DEFAULT_PREFERENCES, 0)?.detail).toBe("boom");
    expect(toastOf(event("bot_silent"), DEFAULT_PREFERENCES, 0)?.title).toBe("spot-1 is silent");
  });

  test("do not tell orders, fills that close nothing, or messages", () => {
    for (const type of ["entry", "entry_fill", "exit", "warning", "strategy_msg", "status", "x-own"])
      expect(toastOf(event(type), DEFAULT_PREFERENCES, 0)).toBeNull();
    expect(
      toastOf(event("exit_fill", { is_final_exit: false, profit_amount: "1" }), DEFAULT_PREFERENCES, 0),
    ).toBeNull();
  });

  test("are not made of what was imported, be it a close, an exception or a loss", () => {
    const edge = { at: MORNING + 3 * 7 * 24 * 60 * MINUTE };
    for (const told of [close("0.02"), close("-0.5"), event("exception", { status: "boom" })]) {
      expect(toastOf({ ...told, edge }, DEFAULT_PREFERENCES, edge.at)).toBeNull();
      expect(toastOf({ ...told, edge: { at: MORNING + MINUTE } }, DEFAULT_PREFERENCES, edge.at)).not.toBeNull();
    }
  });

  test("follow the rule of the bot where it has its own", () => {
    const quiet = { closes: false, lossWorseThanPercent: 5, exceptions: false, silence: false };
    const preferences = { ...DEFAULT_PREFERENCES, botRules: { "spot-1": quiet } };
    expect(toastOf(close("0.02"), preferences, 0)).toBeNull();
    expect(toastOf(close("-0.05"), preferences, 0)).toBeNull();
    expect(toastOf(close("-0.0501"), preferences, 0)).not.toBeNull();
    expect(toastOf(event("exception"), preferences, 0)).toBeNull();
    expect(toastOf(close("0.02", "other"), preferences, 0)).not.toBeNull();
  });

  test("beyond three within ten seconds become one that counts", () => {
    const told = [0, 1, 2, 3, 4].map((second) =>
      toastOf(close("0.02", "spot-1", second + 1), DEFAULT_PREFERENCES, second * 1_000),
    );
    const shown = (told as readonly Toast[]).reduce<readonly Toast[]>(addToast, []);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ title: "5 events in ten seconds", detail: "5 closed", seq: null });
    const later = toastOf(close("0.02", "spot-1", 9), DEFAULT_PREFERENCES, 60_000) as Toast;
    expect(addToast(shown, later)).toHaveLength(2);
  });

  test("that go on coming are told with the time that they took", () => {
    const told = Array.from({ length: 9 }, (_, index) =>
      toastOf(close("0.02", "spot-1", index + 1), DEFAULT_PREFERENCES, index * 3_000),
    );
    const shown = (told as readonly Toast[]).reduce<readonly Toast[]>(addToast, []);
    expect(shown.map(({ title }) => title)).toEqual(["9 events in 24 s"]);
  });
});

describe("an absence", () => {
  test("is summed from what the bot said of each exit", () => {
    // The recorded day: exits +1.37746032 and +4.14615635 filled, trade 41 won; trades 41 and 7 had their first fill; the lock
    // and the warning; one exception.
    expect(summariseAway(fixtureEvents(), MORNING, MORNING + 7.2 * 60 * MINUTE)).toMatchObject({
      events: 19,
      closed: 1,
      won: 1,
      opened: 2,
      warnings: 2,
      exceptions: 1,
      realised: [{ currency: "USDT", value: "5.52361667" }],
    });
  });

  const toRows = (events: readonly TradeEvent[]) =>
    events.map((row) => ({ event: row, replayed: true, recovered: false }));

  test("from a hidden tab counts from the position last seen, and a short one is none", () => {
    const rows = toRows([close("0.02", "a", 12), close("0.01", "a", 11)]);
    const away = new Away();
    away.shown(rows, 11, 0, AWAY_MIN_MS - 1);
    expect(away.view).toEqual({ summary: null, seenSeq: null });
    away.shown(rows, 11, 0, AWAY_MIN_MS);
    expect(away.view).toMatchObject({ seenSeq: 11, summary: { events: 1, closed: 1 } });
    away.dismiss();
    expect(away.view).toEqual({ summary: null, seenSeq: 11 });
  });

  test("between two visits is told however short it was, where something of weight or much happened; the divider is there anyway", () => {
    const entries = (count: number) =>
      toRows(Array.from({ length: count }, (_, index) => event("entry", {}, { seq: 12 + index })).toReversed());
    const viewOf = (rows: ReturnType<typeof toRows>, away = new Away()) => {
      away.opened(rows, 11, 0, 2_000);
      return away.view;
    };
    expect(viewOf([])).toEqual({ summary: null, seenSeq: null });
    expect(viewOf(entries(9))).toEqual({ summary: null, seenSeq: 11 });
    expect(viewOf(entries(10))).toMatchObject({ summary: { events: 10 }, seenSeq: 11 });
    expect(viewOf(toRows([close("0.02", "a", 12)]))).toMatchObject({ summary: { closed: 1, won: 1 }, seenSeq: 11 });
  });
});

describe("the connection", () => {
  const now = Date.UTC(2026, 10, 24, 14, 2, 20);
  const shownAt = Date.UTC(2026, 10, 24, 14, 2, 11);
  const words = (status: Status, shown: number | null = shownAt) =>
    connectionWords(status, { now, shownAt: shown, zone: "utc" });

  test("has a word for each phase", () => {
    expect(words({ phase: "connecting", attempt: 1 }, null)).toMatchObject({ word: "Connecting", detail: null });
    expect(words({ phase: "connecting", attempt: 3 })).toMatchObject({
      word: "Reconnecting",
      detail: "showing 14:02:11",
    });
    expect(words({ phase: "replaying", attempt: 1 }).word).toBe("Replaying");
    expect(words({ phase: "live", attempt: 1 })).toEqual({ tone: "good", word: "Live", detail: null });
    expect(words({ phase: "waiting", retryAt: now + 2_500, reason: "network" })).toMatchObject({
      word: "Reconnecting",
      detail: "showing 14:02:11, trying again in 3 s",
    });
    expect(words({ phase: "offline" })).toMatchObject({ word: "Offline", detail: "showing 14:02:11" });
    expect(words({ phase: "closed" }).word).toBe("Closed");
    expect(words({ phase: "failed", error: new FeedError("key-revoked", "The key was revoked.") })).toMatchObject({
      tone: "bad",
      detail: "The key was revoked.",
    });
  });
});

describe("a bot's health", () => {
  const bot = (change: Partial<BotState>): BotState => ({
    mode: "live",
    presence: "unknown",
    lastEventAt: 0,
    lastSeenAt: null,
    openTrades: 0,
    closedTrades: 0,
    wins: 0,
    ...change,
  });

  test("is green with a heartbeat only", () => {
    for (const presence of ["unknown", "stopped", "quiet", "silent"] as const)
      expect(presenceWords(bot({ presence }), 1_000, 10 * MINUTE).tone).not.toBe("good");
    expect(presenceWords(bot({ presence: "up" }), null, MINUTE)).toMatchObject({
      tone: "good",
      word: "Up",
      detail: null,
    });
  });

  test("names what is at stake where it is silent", () => {
    const words = presenceWords(bot({ presence: "silent", lastSeenAt: 0, openTrades: 2 }), null, 18 * MINUTE);
    expect(words).toMatchObject({ tone: "bad", word: "Silent", detail: "no heartbeat for 18 min, 2 open trades" });
  });

  test("is amber and never red where nothing came for much longer than usual", () => {
    const words = presenceWords(bot({}), 40 * MINUTE, 9 * 60 * MINUTE);
    expect(words).toMatchObject({ tone: "warn", word: "Quiet", detail: "nothing for 9 h, usually ≤ 40 min" });
    expect(presenceWords(bot({}), 40 * MINUTE, 60 * MINUTE).word).toBe("No heartbeat");
  });

  test("what is usual needs enough of the bot's own events", () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({
      event: event("entry", {}, { seq: 100 - index, at: MORNING - index * MINUTE, bot: index % 3 === 0 ? "b" : "a" }),
      replayed: true,
      recovered: false,
    }));
    expect(usualGaps(rows).has("b")).toBe(false);
    const twice = [
      ...rows,
      ...rows.map((row) => ({ ...row, event: { ...row.event, at: row.event.at - 12 * MINUTE } })),
    ];
    expect(usualGaps(twice).get("a")).toBe(2 * MINUTE);
  });
});

test("stored preferences are whole again, whatever was stored", () => {
  expect(parsePreferences(null)).toEqual(DEFAULT_PREFERENCES);
  expect(parsePreferences("{broken")).toEqual(DEFAULT_PREFERENCES);
  expect(parsePreferences("[1]")).toEqual(DEFAULT_PREFERENCES);
  expect(
    parsePreferences(
      '{"zone":"utc","rule":{"lossWorseThanPercent":-4,"closes":"yes"},"botRules":{"a":{"silence":false}}}',
    ),
  ).toEqual({
    ...DEFAULT_PREFERENCES,
    zone: "utc",
    botRules: { a: { ...DEFAULT_PREFERENCES.rule, silence: false } },
  });
});
