/**
 * What the API of a relayed bot answers, in the shape of Freqtrade's: the GET routes that FreqUI and a relay read, from the same
 * trades and prices as everything else in the demo. Pure; it can do nothing but answer.
 */
import { closedRow, openRow, timeframeMs, tradingMode, type Row } from "./book-rows.ts";
import { closedMs, type Books } from "./books.ts";
import { secondText } from "./python.ts";
import type { BotProfile } from "./roster.ts";
import { round8, totalProfit, type Trade } from "./trade.ts";

/** A bot at an instant. */
export interface BotNow {
  readonly profile: BotProfile;
  readonly books: Books;
  readonly priceOf: (pairIndex: number) => number;
  readonly locks: readonly { readonly pair: string; readonly untilMs: number }[];
  /** Real ms since 1970. */
  readonly nowMs: number;
}

/** Whose shape it has. */
const VERSION = "2026.9";
const API_VERSION = 2.5;
const PAGE = 500;
const DAY_MS = 86_400_000;
const DAYS = 7;
const DAYS_MAX = 400;

/** Undefined for what is not there. `route` is behind `/api/v1/`. */
export function answerRoute(bot: BotNow, route: string, query: URLSearchParams): unknown {
  const { profile, books } = bot;
  switch (route) {
    case "version":
      return { version: VERSION };
    case "show_config":
      return showConfig(profile);
    case "health":
      return health(bot);
    case "count": {
      const stake = sum(books.open, (trade) => trade.stakeAmount);
      return { current: books.open.length, max: profile.maxOpenTrades, total_stake: stake };
    }
    case "status":
      return books.open.map((trade) => openRow(profile, trade, bot.priceOf(trade.pairIndex)));
    case "trades":
      return tradesPage(bot, query);
    case "profit":
      return profit(bot);
    case "daily":
      return daily(bot, Math.min(Number(query.get("timescale") ?? DAYS) || DAYS, DAYS_MAX));
    case "balance":
      return balance(bot);
    case "locks":
      return locks(bot);
    case "historic_balance":
      return {
        columns: ["date", "__date_ts", "total_quote"],
        data: books.worth.map(([atMs, value]) => [secondText(atMs), atMs, value]),
      };
    default:
      return oneTrade(bot, /^trade\/(\d{1,9})$/.exec(route)?.[1]);
  }
}

/** What the account is worth: what it began with, all profit, the open one too. */
export function accountValue(bot: BotNow): number {
  return round8(capitalOf(bot.profile) + closedProfit(bot.books) + openProfit(bot));
}

function showConfig(profile: BotProfile): Row {
  return {
    version: VERSION,
    api_version: API_VERSION,
    dry_run: profile.dryRun,
    trading_mode: tradingMode(profile),
    short_allowed: profile.short,
    stake_currency: profile.stakeCurrency,
    stake_amount: String(profile.stake),
    max_open_trades: profile.maxOpenTrades,
    stoploss: profile.stopRatio,
    stoploss_on_exchange: profile.stopsOnExchange,
    timeframe: profile.timeframe,
    timeframe_ms: timeframeMs(profile),
    timeframe_min: timeframeMs(profile) / 60_000,
    exchange: profile.exchange,
    strategy: profile.strategy,
    position_adjustment_enable: profile.adjusts,
    bot_name: profile.name,
    state: "running",
    runmode: profile.dryRun ? "dry_run" : "live",
  };
}

/** Its loop has just run: a bot that is down does not answer. */
function health({ books, nowMs }: BotNow): Row {
  const seconds = (ms: number): number => Math.floor(ms / 1_000);
  return {
    last_process: secondText(nowMs),
    last_process_ts: seconds(nowMs),
    bot_start: secondText(books.firstStartMs),
    bot_start_ts: seconds(books.firstStartMs),
    bot_startup: secondText(books.startMs),
    bot_startup_ts: seconds(books.startMs),
  };
}

function tradesPage({ profile, books }: BotNow, query: URLSearchParams): Row {
  const byId = query.get("order_by_id") !== "false";
  const offset = Math.max(0, Number(query.get("offset") ?? 0) || 0);
  const limit = Math.max(0, Number(query.get("limit") ?? PAGE) || PAGE);
  const sorted = byId ? books.closed.toSorted((a, b) => a.id - b.id) : books.closed.toReversed();
  const trades = sorted.slice(offset, offset + limit).map((trade) => closedRow(profile, trade));
  return { trades, trades_count: trades.length, offset, total_trades: books.closed.length };
}

function oneTrade({ profile, books, priceOf }: BotNow, id: string | undefined): unknown {
  if (id === undefined) return undefined;
  const open = books.open.find((trade) => trade.id === Number(id));
  if (open !== undefined) return openRow(profile, open, priceOf(open.pairIndex));
  const closed = books.closed.findLast((trade) => trade.id === Number(id));
  return closed === undefined ? undefined : closedRow(profile, closed);
}

function profit(bot: BotNow): Row {
  const { profile, books } = bot;
  const closed = closedProfit(books);
  const all = closed + openProfit(bot);
  const wins = books.past.wins + books.closed.filter(({ realized }) => realized > 0).length;
  const count = books.past.count + books.closed.length;
  return {
    profit_closed_coin: round8(closed),
    profit_closed_ratio: round8(closed / capitalOf(profile)),
    profit_all_coin: round8(all),
    profit_all_ratio: round8(all / capitalOf(profile)),
    trade_count: count + books.open.length,
    closed_trade_count: count,
    winning_trades: wins,
    losing_trades: count - wins,
    bot_start_timestamp: books.firstStartMs,
    bot_start_date: secondText(books.firstStartMs),
  };
}

function daily({ profile, books, nowMs }: BotNow, days: number): Row {
  const today = Math.floor(nowMs / DAY_MS);
  const data = Array.from({ length: days }, (_, back) => {
    const own = books.closed.filter((trade) => Math.floor(closedMs(trade) / DAY_MS) === today - back);
    const earned = sum(own, ({ realized }) => realized);
    return {
      date: new Date((today - back) * DAY_MS).toISOString().slice(0, 10),
      abs_profit: round8(earned),
      rel_profit: round8(earned / capitalOf(profile)),
      starting_balance: capitalOf(profile),
      fiat_value: 0,
      trade_count: own.length,
    };
  });
  return { data, fiat_display_currency: "", stake_currency: profile.stakeCurrency };
}

function balance(bot: BotNow): Row {
  const { profile, books } = bot;
  const { stakeCurrency: currency } = profile;
  const owned = capitalOf(profile) + closedProfit(books) + sum(books.open, ({ realized }) => realized);
  const bound = sum(books.open, ({ fills, stakeAmount }) => (fills.length === 0 ? 0 : stakeAmount));
  const waiting = sum(books.open, waitingStake);
  const free = round8(owned - bound - waiting);
  const held = round8(free + waiting);
  // Freqtrade leaves out what a waiting entry holds.
  const total = round8(accountValue(bot) - waiting);
  return {
    currencies: [{ currency, free, balance: held, used: round8(waiting), est_stake: held, stake: currency }],
    total,
    total_bot: total,
    symbol: "",
    value: 0,
    value_bot: 0,
    stake: currency,
    note: profile.dryRun ? "Simulated balances" : "",
    starting_capital: capitalOf(profile),
    starting_capital_ratio: round8(accountValue(bot) / capitalOf(profile) - 1),
  };
}

function locks({ locks, nowMs }: BotNow): Row {
  const current = locks.filter(({ untilMs }) => untilMs > nowMs);
  return {
    lock_count: current.length,
    locks: current.map(({ pair, untilMs }, index) => ({
      id: index + 1,
      active: true,
      pair,
      side: "*",
      lock_end_time: secondText(untilMs),
      lock_end_timestamp: untilMs,
    })),
  };
}

function openProfit({ books, priceOf }: BotNow): number {
  return sum(books.open, (trade) => (trade.fills.length === 0 ? 0 : totalProfit(trade, priceOf(trade.pairIndex))));
}

function closedProfit({ past, closed }: Books): number {
  return past.profit + sum(closed, ({ realized }) => realized);
}

/** What an entry order holds until it fills. */
function waitingStake({ order, leverage }: Trade): number {
  return order?.side === "entry" ? (order.amount * order.rate) / leverage : 0;
}

function capitalOf({ relayed }: BotProfile): number {
  return relayed?.startingCapital ?? 0;
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0);
}
