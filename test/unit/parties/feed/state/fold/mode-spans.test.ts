/**
 * What a bot trades with: its owner's word, else its own, else its key's.
 */
import { describe, expect, test } from "vitest";
import type { FeedState } from "@fillcast/protocol";
import {
  evolve,
  foldAll,
  initialState,
  renewedState,
  serve,
} from "../../../../../../parties/feed/state/fold/evolve.ts";
import { applySaying } from "../../../../../../parties/feed/state/fold/mode-spans.ts";
import { Feed, HOUR, MORNING, tradeBodies, type Body, type Posting } from "../../../../../support/freqtrade-events.ts";

const BUY: Body = { amount: "10.0", open_rate: "2.0", stake_amount: "20.0", sub_trade: "False" };
const WARNING: Body = { type: "warning", status: "Dry run is enabled. All trades are simulated." };
const RUNNING: Body = { type: "status", status: "running" };
const STOPPED: Body = { type: "status", status: "stopped" };
const DIED: Body = { type: "status", status: "process died" };
const RELOAD: Body = { type: "status", status: "reload_config" };
const EXCHANGE: Body = { type: "startup", status: "*Exchange:* `binance`\n*Stake per trade:* `unlimited USDT`" };
const PAIRS: Body = { type: "startup", status: "Searching for USDT pairs to buy and sell based on StaticPairList" };
const PROTECTIONS: Body = { type: "startup", status: "Using Protections: \n*Cooldown*" };
const STARTUP = [EXCHANGE, PAIRS, PROTECTIONS];
const OPEN_TRADES: Body = {
  type: "warning",
  status: "1 open trades active.\n\nHandle these trades manually on Binance",
};
/** What it adds at a stop in a dry run. */
const OPEN_DRY_TRADES: Body = {
  ...OPEN_TRADES,
  status: `${OPEN_TRADES.status}. \nNote: Trades are simulated (dry run).`,
};

/** Opens and closes a trade. */
class Trader {
  readonly feed: Feed;
  #trades = 0;

  constructor(defaults: Posting = {}) {
    this.feed = new Feed(defaults);
  }

  say(...bodies: readonly Body[]): this {
    for (const body of bodies) this.feed.post(body);
    return this;
  }

  earn(profit: string, posting: Posting = {}): this {
    const trade = tradeBodies({ trade_id: String(++this.#trades) });
    this.feed.post(trade.entryFill(BUY), posting);
    const sold = { amount: "10.0", close_rate: "2.5", profit_amount: profit, cumulative_profit: profit };
    this.feed.post(trade.exitFill({ ...sold, is_final_exit: "True" }), posting);
    return this;
  }

  get state(): FeedState {
    return serve(foldAll(this.feed.events), this.feed.events.at(-1)!.at);
  }

  /** Realised profit by mode. */
  get books(): { readonly [mode: string]: string } {
    return Object.fromEntries(this.state.totals.map(({ mode, realised }) => [mode, realised]));
  }
}

describe("a key's mode", () => {
  test("counts while the bot has said nothing, and the two are summed apart", () => {
    const trader = new Trader();
    trader.earn("1.0", { bot: "paper", mode: "dry" });
    trader.earn("2.0", { bot: "money", mode: "live" });
    trader.earn("4.0", { bot: "other" });
    expect(trader.books).toEqual({ dry: "1", live: "2", unknown: "4" });
    const { bots } = trader.state;
    expect(bots).toMatchObject({ paper: { mode: "dry" }, money: { mode: "live" }, other: { mode: "unknown" } });
  });
});

describe("the bot's own word", () => {
  test.each(["live", "dry", undefined] as const)(
    "makes what follows a warning simulated, by a key of mode %s",
    (mode) => {
      const trader = new Trader(mode === undefined ? {} : { mode });
      expect(trader.say(WARNING).earn("4.8").books).toEqual({ dry: "4.8" });
    },
  );

  test("a trade keeps the mode of its opening", () => {
    const feed = new Feed();
    const early = tradeBodies({ trade_id: "1" });
    feed.post(early.entryFill(BUY));
    feed.post(OPEN_TRADES);
    feed.post(WARNING);
    feed.post(early.exitFill({ amount: "10.0", profit_amount: "1.0", is_final_exit: "True" }));
    const state = serve(foldAll(feed.events), MORNING + HOUR);
    expect(state.totals).toMatchObject([{ mode: "unknown", realised: "1" }]);
    expect(state.bots["spot-1"]).toMatchObject({ mode: "dry" });
  });

  const dryStart = [RUNNING, WARNING, ...STARTUP];
  const liveStart = [RUNNING, ...STARTUP];
  test.each<[string, Body[], string]>([
    ["a start as Freqtrade says it", dryStart, "dry"],
    ["the same without statuses", [WARNING, ...STARTUP], "dry"],
    ["the warning between the texts", [RUNNING, EXCHANGE, WARNING, PAIRS], "dry"],
    ["the warning after the texts", [RUNNING, ...STARTUP, WARNING], "dry"],
    ["the warning before the status", [WARNING, RUNNING, ...STARTUP], "dry"],
    ["the warning alone", [WARNING], "dry"],
    ["a start without the warning", liveStart, "live"],
    ["one text of a start", [EXCHANGE], "live"],
    ["no start at all", [RUNNING], "unknown"],
    ["another warning", [RUNNING, OPEN_TRADES, ...STARTUP], "live"],
    ["live after a dry start", [...dryStart, ...liveStart], "live"],
    ["live after a dry start, without statuses", [WARNING, ...STARTUP, ...STARTUP], "live"],
    ["live after a dry start and an end", [...dryStart, DIED, ...liveStart], "live"],
    ["live after a reload", [...dryStart, RELOAD, ...liveStart], "live"],
    ["live after a dry start of which only the warning came", [WARNING, DIED, ...liveStart], "live"],
    ["live after a dry start that ended before its texts", [RUNNING, WARNING, ...liveStart], "live"],
    ["a stop that speaks of simulated trades", [...liveStart, OPEN_DRY_TRADES], "dry"],
    ["live after such a stop", [...dryStart, OPEN_DRY_TRADES, ...STARTUP], "live"],
    ["dry again", [...dryStart, ...dryStart], "dry"],
    ["dry again, each warning before its status", [WARNING, RUNNING, EXCHANGE, WARNING, RUNNING, EXCHANGE], "dry"],
    ["dry again, without statuses", [WARNING, ...STARTUP, WARNING, ...STARTUP], "dry"],
    ["dry after a live start", [...liveStart, STOPPED, ...dryStart], "dry"],
    ["a crash loop of a dry bot", [...dryStart, ...dryStart, ...dryStart], "dry"],
    ["a start of one text each time, dry and then live", [WARNING, EXCHANGE, EXCHANGE], "live"],
  ])("%s", (_, said, mode) => {
    const trader = new Trader().say(...said).earn("1");
    expect(trader.books).toEqual({ [mode]: "1" });
    expect(trader.state.bots["spot-1"]).toMatchObject({ mode });
  });

  test("a start ends a dry run that traded, whatever its key says", () => {
    for (const mode of ["dry", "live", undefined] as const) {
      const trader = new Trader(mode === undefined ? {} : { mode });
      trader
        .say(...dryStart)
        .earn("4.8")
        .say(EXCHANGE)
        .earn("7");
      expect(trader.books).toEqual({ dry: "4.8", live: "7" });
    }
  });

  test("a warning long before a start is not of that start", () => {
    const trader = new Trader().say(WARNING);
    trader.feed.post(EXCHANGE, { at: MORNING + HOUR });
    expect(trader.earn("1").books).toEqual({ live: "1" });
  });

  test("is that of one bot only", () => {
    const trader = new Trader();
    trader.feed.post(WARNING, { bot: "paper" });
    expect(trader.earn("1").books).toEqual({ unknown: "1" });
  });

  test("a start of another kind of bot says nothing by itself, and what it says of dry run counts", () => {
    const trader = new Trader({ mode: "dry" });
    trader.feed.add({ type: "startup", data: {} });
    expect(trader.earn("1").books).toEqual({ dry: "1" });
    trader.feed.add({ type: "startup", data: { dry_run: false } });
    expect(trader.earn("2").books).toEqual({ dry: "1", live: "2" });
  });

  test("is shown beside the key's where they differ, and only there", () => {
    const trader = new Trader({ mode: "live" }).say(...dryStart);
    expect(trader.state.bots["spot-1"]).toMatchObject({ mode: "dry", modeSaid: { bot: "dry", key: "live" } });
    trader.say(DIED, ...liveStart);
    expect(trader.state.bots["spot-1"]).not.toHaveProperty("modeSaid");
  });
});

describe("an owner's word", () => {
  const say = (feed: Feed, mode: string | null, from: number | null, to: number | null): void => {
    feed.add({ type: "mode_set", source: "fillcast", data: { mode, from, to } });
  };
  /** Opened at MORNING, an hour later and two hours later. */
  const threeTrades = (): Feed => {
    const feed = new Feed();
    for (const hour of [0, 1, 2]) {
      const at = MORNING + hour * HOUR;
      const open_date = new Date(at).toISOString().slice(0, 19).replace("T", " ");
      const trade = tradeBodies({ trade_id: String(hour), open_date });
      feed.post(trade.entryFill(BUY), { at });
      feed.post(trade.exitFill({ amount: "10.0", profit_amount: `${hour + 1}`, is_final_exit: "True" }), {
        at: at + 1,
      });
    }
    return feed;
  };
  const booksOf = ({ totals }: FeedState): object =>
    Object.fromEntries(totals.map(({ mode, realised }) => [mode, realised]));
  const stateOf = ({ events }: Feed): FeedState => serve(foldAll(events), events.at(-1)!.at);

  test("moves the trades that were opened within it, with their totals and days", () => {
    const feed = threeTrades();
    say(feed, "live", MORNING + HOUR, MORNING + 2 * HOUR);
    const state = stateOf(feed);
    expect(booksOf(state)).toEqual({ unknown: "4", live: "2" });
    expect(state.days.map(({ mode, realised }) => [mode, realised])).toEqual([
      ["unknown", "4"],
      ["live", "2"],
    ]);
    expect(state.bots["spot-1"]).toMatchObject({
      mode: "unknown",
      modeSpans: [{ mode: "live", from: MORNING + HOUR, to: MORNING + 2 * HOUR }],
    });
  });

  test("counts before the bot's and the key's, and is taken back the same way", () => {
    const feed = threeTrades();
    feed.post(WARNING, { mode: "dry" });
    say(feed, "live", null, null);
    expect(booksOf(stateOf(feed))).toEqual({ live: "6" });
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ mode: "live", modeSaid: { owner: "live", bot: "dry" } });
    say(feed, null, MORNING + HOUR, null);
    expect(booksOf(stateOf(feed))).toEqual({ live: "1", unknown: "5" });
    say(feed, null, null, null);
    expect(booksOf(stateOf(feed))).toEqual({ unknown: "6" });
    expect(stateOf(feed).bots["spot-1"]).not.toHaveProperty("modeSpans");
  });

  test("outdates the fold that learns it, and one that begins again with it is the fold of the log", () => {
    const feed = threeTrades();
    say(feed, "dry", null, MORNING + HOUR);
    say(feed, "live", MORNING, null);
    const first = initialState();
    for (const event of feed.events) evolve(first, event);
    expect(first.spans.outdated).toBe(true);
    const second = renewedState(first);
    for (const event of feed.events) evolve(second, event);
    expect(second.spans.outdated).toBe(false);
    expect(second).toEqual(foldAll(feed.events));
    expect(booksOf(serve(second, MORNING))).toEqual({ live: "6" });
  });

  test("cannot be said by a producer", () => {
    const feed = threeTrades();
    feed.add({ type: "mode_set", source: "api", data: { mode: "live", from: null, to: null } });
    expect(booksOf(stateOf(feed))).toEqual({ unknown: "6" });
  });

  test("a later word replaces earlier ones as far as it goes", () => {
    const whole = applySaying([], { mode: "live", from: null, to: null });
    const split = applySaying(whole, { mode: "dry", from: 10, to: 20 });
    expect(split).toEqual([
      { mode: "live", from: null, to: 10 },
      { mode: "dry", from: 10, to: 20 },
      { mode: "live", from: 20, to: null },
    ]);
    expect(applySaying(split, { mode: null, from: 5, to: 15 })).toEqual([
      { mode: "live", from: null, to: 5 },
      { mode: "dry", from: 15, to: 20 },
      { mode: "live", from: 20, to: null },
    ]);
    expect(applySaying(split, { mode: null, from: null, to: null })).toEqual([]);
  });
});
