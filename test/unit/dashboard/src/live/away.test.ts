import { describe, expect, test } from "vitest";
import { type Total, type TradeEvent } from "fillcast";
import { Away, AWAY_MIN_MS, summariseAway } from "../../../../../dashboard/src/live/away.ts";
import { foldAll, serve } from "../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, tradeBodies } from "../../../../support/freqtrade-events.ts";
import { event, fixtureEvents, fixtureState, MORNING } from "../../../../support/shown-events.ts";

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

describe("an absence", () => {
  const total = (realised: string, closed: number, wins: number, mode: Total["mode"] = "live"): Total => ({
    mode,
    currency: "USDT",
    realised,
    closed,
    wins,
    losses: closed - wins,
    grossProfit: "0",
    grossLoss: "0",
  });
  const left = (seq: number, totals: readonly Total[] | null = [], at = 0) => ({ seq, at, totals });
  const present = (at: number, totals: readonly Total[] | null = []) => ({ at, totals });

  test("counts what the events say, and takes money from the totals alone", () => {
    // The recorded day: trades 41 and 7 had their first fill; the lock and the warning; one exception.
    const { totals } = fixtureState();
    const summary = summariseAway(fixtureEvents(), left(0, [], MORNING), present(MORNING + 7.2 * 60 * MINUTE, totals));
    expect(summary).toMatchObject({
      events: 19,
      opened: 2,
      warnings: 2,
      exceptions: 1,
      figures: { closed: 1, won: 1, realised: [{ book: { mode: "dry", currency: "USDT" }, value: "5.52361667" }] },
    });
  });

  // What the totals became, whatever the events said of themselves.
  const SHORT = [
    ["0.18046322", "10.72468777", "False"],
    ["-3.92107571", "17.33100382", "False"],
    ["-6.35243523", "10.96983486", "True"],
  ] as const;
  test.each<[string, (feed: Feed) => void, object]>([
    [
      "a futures short with partial exits",
      (feed) => {
        const short = tradeBodies({ direction: "Short", leverage: "3.0", pair: "ETH/USDT:USDT" });
        feed.post(short.entryFill({ amount: "3.0", open_rate: "2000.0" }));
        for (const [profit_amount, cumulative_profit, is_final_exit] of SHORT)
          feed.post(
            short.exitFill({ amount: "1.0", close_rate: "1900.0", profit_amount, cumulative_profit, is_final_exit }),
          );
      },
      { closed: 1, won: 1, realised: [{ book: { mode: "live", currency: "USDT" }, value: "10.96983486" }] },
    ],
    [
      "an exit that names no trade",
      (feed) => {
        feed.add({ type: "exit_fill", source: "freqtrade", data: { profit_amount: "5", stake_currency: "USDT" } });
      },
      { closed: 0, won: 0, realised: [] },
    ],
    [
      "a dry run whose events do not say so",
      (feed) => {
        feed.post({ type: "warning", status: "Dry run is enabled. All trades are simulated." });
        feed.post(tradeBodies().exitFill({ amount: "1", profit_amount: "-2", is_final_exit: "True" }));
      },
      { closed: 1, won: 0, realised: [{ book: { mode: "dry", currency: "USDT" }, value: "-2" }] },
    ],
    [
      "a TradingView alert that looks like an exit",
      (feed) => {
        const data = { type: "exit_fill", profit_amount: "5", stake_currency: "USDT", is_final_exit: true };
        feed.add({ type: "signal", source: "tradingview", data });
      },
      { closed: 0, won: 0, realised: [] },
    ],
  ])("of %s says what the totals gained", (name, publish, figures) => {
    const feed = new Feed(name.includes("dry run") ? {} : { mode: "live" });
    publish(feed);
    const { totals } = serve(foldAll(feed.events), feed.events.at(-1)!.at);
    const summary = summariseAway(feed.events as readonly TradeEvent[], left(0), present(1, totals));
    expect(summary.figures).toEqual(figures);
  });

  test("is the difference in each book, also where one became less, and unknown without the totals of then", () => {
    const then = [total("10", 3, 2), total("5", 1, 1, "dry")];
    const now = [total("7.5", 4, 2), total("5", 1, 1, "dry"), total("1", 0, 0, "unknown")];
    expect(summariseAway([], left(0, then), present(1, now)).figures).toEqual({
      closed: 1,
      won: 0,
      realised: [
        { book: { mode: "live", currency: "USDT" }, value: "-2.5" },
        { book: { mode: "unknown", currency: "USDT" }, value: "1" },
      ],
    });
    expect(summariseAway([], left(0, null), present(1, now)).figures).toBeNull();
    expect(summariseAway([], left(0, then), present(1, null)).figures).toBeNull();
  });

  const toRows = (events: readonly TradeEvent[]) =>
    events.map((row) => ({ event: row, replayed: true, recovered: false }));

  test("from a hidden tab counts from the position last seen, and a short one is none", () => {
    const rows = toRows([close("0.02", "a", 12), close("0.01", "a", 11)]);
    const away = new Away();
    away.shown(rows, left(11), present(AWAY_MIN_MS - 1));
    expect(away.view).toEqual({ summary: null, seenSeq: null });
    away.shown(rows, left(11), present(AWAY_MIN_MS));
    expect(away.view).toMatchObject({ seenSeq: 11, summary: { events: 1 } });
    away.dismiss();
    expect(away.view).toEqual({ summary: null, seenSeq: 11 });
  });

  test("between two visits is summarised, however short, if something important or a lot happened; the divider is always there", () => {
    const entries = (count: number) =>
      toRows(Array.from({ length: count }, (_, index) => event("entry", {}, { seq: 12 + index })).toReversed());
    const viewOf = (rows: ReturnType<typeof toRows>, away = new Away()) => {
      away.opened(rows, left(11), present(2_000));
      return away.view;
    };
    expect(viewOf([])).toEqual({ summary: null, seenSeq: null });
    expect(viewOf(entries(9))).toEqual({ summary: null, seenSeq: 11 });
    expect(viewOf(entries(10))).toMatchObject({ summary: { events: 10 }, seenSeq: 11 });
    expect(viewOf(toRows([close("0.02", "a", 12)]))).toMatchObject({ summary: { events: 1 }, seenSeq: 11 });
  });

  test("of the line has a summary like one of a visit, and leaves the divider where it is", () => {
    const away = new Away();
    const entries = toRows([event("entry", {}, { seq: 12 })]);
    away.reconnected(entries, left(11), present(2_000));
    expect(away.view).toEqual({ summary: null, seenSeq: null });
    const rows = toRows([event("exception", {}, { seq: 14 }), event("bot_silent", {}, { seq: 13 })]).concat(entries);
    away.reconnected(rows, left(12), present(3_000));
    expect(away.view).toMatchObject({
      seenSeq: null,
      summary: { isCut: true, awayMs: 3_000, events: 2, exceptions: 1, silent: 1 },
    });
  });

  test("after another one that nobody dismissed is added to it, what is in both once", () => {
    const rowsTo = (seq: number) =>
      toRows(Array.from({ length: seq }, (_, index) => close("0.02", "a", index + 1)).toReversed());
    const away = new Away();
    away.opened(rowsTo(10), left(4, [total("1", 1, 1)], 0), present(600_000, [total("7", 7, 7)]));
    // Ten more came over a line that stood.
    away.reconnected(rowsTo(23), left(20, [total("17", 17, 17)], 1_000_000), present(1_060_000, [total("20", 20, 20)]));
    expect(away.view.summary).toMatchObject({
      awayMs: 660_000,
      isCut: false,
      events: 9,
      figures: { closed: 9, won: 9, realised: [{ value: "9" }] },
    });
    // The tab was hidden before that cut, and is looked at after it.
    away.shown(rowsTo(25), left(18, [total("15", 15, 15)], 900_000), present(1_300_000, [total("22", 22, 22)]));
    expect(away.view.summary).toMatchObject({
      awayMs: 1_000_000,
      events: 13,
      figures: { realised: [{ value: "13" }] },
    });
    away.dismiss();
    away.reconnected(rowsTo(26), left(25), present(5));
    expect(away.view.summary).toMatchObject({ events: 1 });
  });
});
