/**
 * The bodies that Freqtrade posts with the configuration block of docs/guides/freqtrade.md: field sets, order and value formats
 * of each message type. Everything is a string.
 */
import type { OpenOrder, Trade } from "./trade.ts";
import { profitOf } from "./trade.ts";
import { PAIRS } from "./market.ts";
import { awareDateText, boolText, floatText, naiveDateText, secondText } from "./python.ts";
import type { BotProfile } from "./roster.ts";

export type Body = Readonly<Record<string, string>>;

/** An order's story so far, from which a message is written. */
export interface OrderNews {
  readonly bot: BotProfile;
  readonly trade: Trade;
  readonly order: OpenOrder;
  /** The market's price, as the bot has it cached. */
  readonly marketRate: number;
}

/** An entry order was placed. */
export function entryBody(news: OrderNews): Body {
  return { ...entryFields("entry", news, news.order.rate, news.order.amount), sub_trade: boolText(news.order.sub) };
}

/** An entry order was filled; `trade` is the trade after it, `order` as it was filled. */
export function entryFillBody(news: OrderNews): Body {
  const isIncrease = news.order.amount !== news.trade.amount;
  return { ...entryFields("entry_fill", news, news.order.rate, news.order.amount), sub_trade: boolText(isIncrease) };
}

/** An entry order ended unfilled: no amount yet, and the opening date without a zone. */
export function entryCancelBody(news: OrderNews, reason: string): Body {
  const { trade } = news;
  const filled = trade.fills.length === 0 ? 0 : trade.amount;
  return {
    ...entryFields("entry_cancel", news, trade.openRate, filled),
    open_date: naiveDateText(trade.openedAtUs),
    sub_trade: "False",
    reason,
  };
}

/** An exit order was placed. */
export function exitBody(news: OrderNews, nowUs: number): Body {
  return exitFields("exit", news, floatText(news.marketRate), nowUs);
}

/** An exit order was filled; `trade` is the trade after it. A stop at the exchange has `orderType` `stoploss`. */
export function exitFillBody(news: OrderNews, closedAtUs: number, orderType: string = news.order.type): Body {
  return { ...exitFields("exit_fill", news, "None", closedAtUs), order_type: orderType };
}

/** An exit order ended unfilled; Freqtrade has cleared the rate by then, and counts the profit at a price of zero. */
export function exitCancelBody(news: OrderNews, reason: string, nowUs: number): Body {
  const { trade } = news;
  const profit = profitOf(trade, 0);
  return {
    type: "exit_cancel",
    ...identityFields(news),
    open_rate: floatText(trade.openRate),
    current_rate: floatText(news.marketRate),
    amount: "0.0",
    stake_amount: floatText(trade.stakeAmount),
    gain: profit.ratio > 0 ? "profit" : "loss",
    profit_amount: floatText(profit.amount),
    profit_ratio: floatText(profit.ratio),
    enter_tag: trade.tag,
    exit_reason: "None",
    reason,
    open_date: naiveDateText(trade.openedAtUs),
    close_date: awareDateText(nowUs),
    sub_trade: boolText(news.order.sub),
  };
}

interface Lock {
  readonly id: number;
  readonly pair: string;
  readonly fromUs: number;
  readonly untilMs: number;
  readonly reason: string;
}

/** A pair is locked, or with `*` the whole bot. */
export function protectionBody({ id, pair, fromUs, untilMs, reason }: Lock): Body {
  const fromMs = Math.floor(fromUs / 1000);
  return {
    type: pair === "*" ? "protection_trigger_global" : "protection_trigger",
    id: String(id),
    pair,
    base_currency: pair === "*" ? "" : (pair.split("/")[0] ?? ""),
    lock_time: secondText(fromMs),
    lock_timestamp: String(fromMs),
    lock_end_time: secondText(untilMs),
    lock_end_timestamp: String(untilMs),
    reason,
    side: "*",
    active: "True",
  };
}

/** `status`, `startup`, `warning` and `exception` have one text. */
export function statusBody(type: "status" | "startup" | "warning" | "exception", status: string): Body {
  return { type, status };
}

/** What a strategy sends by `dp.send_msg`. */
export function strategyBody(msg: string): Body {
  return { type: "strategy_msg", msg };
}

/** As the exchange writes it: a perpetual names its settlement. */
export function pairName({ leverage }: BotProfile, pairIndex: number): string {
  const { name, quote } = PAIRS[pairIndex]!;
  return leverage > 1 ? `${name}:${quote}` : name;
}

function entryFields(type: string, news: OrderNews, openRate: number, amount: number): Body {
  const { trade, marketRate } = news;
  return {
    type,
    ...identityFields(news),
    open_rate: floatText(openRate),
    current_rate: floatText(marketRate),
    amount: floatText(amount),
    stake_amount: floatText(trade.stakeAmount),
    enter_tag: trade.tag,
    open_date: awareDateText(trade.openedAtUs),
  };
}

function exitFields(type: string, news: OrderNews, currentRate: string, closedAtUs: number): Body {
  const { trade, order } = news;
  const profit = order.sub ? profitOf(trade, order.rate, order.amount) : profitOf(trade, order.rate);
  return {
    type,
    ...identityFields(news),
    open_rate: floatText(trade.openRate),
    close_rate: floatText(order.rate),
    current_rate: currentRate,
    amount: floatText(order.sub ? order.amount : trade.amount),
    stake_amount: floatText(trade.stakeAmount),
    gain: profit.ratio > 0 ? "profit" : "loss",
    profit_amount: floatText(profit.amount),
    profit_ratio: floatText(profit.ratio),
    cumulative_profit: floatText(trade.realized),
    final_profit_ratio: trade.closeRatio === null ? "None" : floatText(trade.closeRatio),
    is_final_exit: boolText(trade.closeRatio !== null),
    enter_tag: trade.tag,
    exit_reason: trade.exitReason ?? "None",
    open_date: awareDateText(trade.openedAtUs),
    close_date: awareDateText(closedAtUs),
    sub_trade: boolText(order.sub),
  };
}

function identityFields({ bot, trade, order }: OrderNews): Body {
  const { base, quote } = PAIRS[trade.pairIndex]!;
  return {
    trade_id: String(trade.id),
    exchange: bot.exchange.charAt(0).toUpperCase() + bot.exchange.slice(1),
    pair: pairName(bot, trade.pairIndex),
    base_currency: base,
    quote_currency: quote,
    stake_currency: bot.stakeCurrency,
    fiat_currency: "USD",
    direction: trade.short ? "Short" : "Long",
    leverage: floatText(trade.leverage),
    order_type: order.type,
  };
}
