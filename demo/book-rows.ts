/**
 * Trades and orders as Freqtrade's API has them (its `TradeSchema`), from the demo's. Pure. Figures are floats, as they are there.
 */
import { closedMs } from "./books.ts";
import { PAIRS } from "./market.ts";
import { pairName } from "./messages.ts";
import { secondText } from "./python.ts";
import type { BotProfile } from "./roster.ts";
import { liquidationPrice, stopPrice } from "./stops.ts";
import { profitOf, round8, totalProfit, type Fill, type OpenOrder, type Trade } from "./trade.ts";

export type Row = Readonly<Record<string, unknown>>;

/** An open trade, as `/status` has it at the market's price. */
export function openRow(bot: BotProfile, trade: Trade, rate: number): Row {
  const held = trade.fills.length === 0 ? { amount: 0, ratio: 0 } : profitOf(trade, rate);
  const total = trade.fills.length === 0 ? 0 : totalProfit(trade, rate);
  const stop = stopPrice(bot, trade);
  return {
    ...sharedRow(bot, trade),
    is_open: true,
    // Until it fills, what was asked for.
    amount: trade.fills.length === 0 ? (trade.order?.amount ?? 0) : trade.amount,
    close_date: null,
    close_timestamp: null,
    close_rate: null,
    close_profit: null,
    close_profit_pct: null,
    close_profit_abs: null,
    profit_ratio: held.ratio,
    profit_pct: percent(held.ratio),
    profit_abs: held.amount,
    total_profit_abs: round8(total),
    total_profit_ratio: round8(total / trade.stakeAmount),
    current_rate: rate,
    stop_loss_abs: stop,
    stop_loss_ratio: bot.stopRatio,
    stop_loss_pct: percent(bot.stopRatio),
    stoploss_current_dist: round8(stop - rate),
    stoploss_current_dist_ratio: round8((stop - rate) / rate),
    stoploss_current_dist_pct: percent((stop - rate) / rate),
    liquidation_price: trade.fills.length === 0 ? null : liquidationPrice(trade),
    has_open_orders: trade.order !== null,
  };
}

/** A closed one, as `/trades` has it. */
export function closedRow(bot: BotProfile, trade: Trade): Row {
  const ratio = trade.closeRatio ?? 0;
  const last = trade.fills.at(-1)!;
  return {
    ...sharedRow(bot, trade),
    is_open: false,
    amount: trade.amount,
    ...dates("close", closedMs(trade)),
    close_rate: last.rate,
    close_profit: ratio,
    close_profit_pct: percent(ratio),
    close_profit_abs: trade.realized,
    profit_ratio: ratio,
    profit_pct: percent(ratio),
    profit_abs: trade.realized,
    stop_loss_abs: stopPrice(bot, trade),
    stop_loss_ratio: bot.stopRatio,
    stop_loss_pct: percent(bot.stopRatio),
    liquidation_price: liquidationPrice(trade),
    has_open_orders: false,
  };
}

function sharedRow(bot: BotProfile, trade: Trade): Row {
  const { base, quote } = PAIRS[trade.pairIndex]!;
  const fills = (side: Fill["side"]): number => trade.fills.filter((fill) => fill.side === side).length;
  return {
    trade_id: trade.id,
    pair: pairName(bot, trade.pairIndex),
    base_currency: base,
    quote_currency: quote,
    is_short: trade.short,
    exchange: bot.exchange,
    strategy: bot.strategy,
    timeframe: timeframeMs(bot) / 60_000,
    trading_mode: tradingMode(bot),
    enter_tag: trade.tag,
    exit_reason: trade.exitReason,
    ...dates("open", Math.floor(trade.openedAtUs / 1000)),
    open_rate: trade.openRate,
    stake_amount: trade.stakeAmount,
    max_stake_amount: peakStake(trade),
    leverage: trade.leverage,
    realized_profit: trade.realized,
    fee_open: trade.feeRatio,
    fee_close: trade.feeRatio,
    funding_fees: 0,
    nr_of_successful_entries: fills("entry"),
    nr_of_successful_exits: fills("exit"),
    orders: orderRows(trade),
  };
}

function orderRows(trade: Trade): Row[] {
  const filled = trade.fills.map((fill, index) => ({
    ...orderRow(trade, fill, index),
    status: "closed",
    is_open: false,
    average: fill.rate,
    filled: fill.amount,
    remaining: 0,
    order_filled_timestamp: fill.filledMs ?? null,
  }));
  if (trade.order === null) return filled;
  return [
    ...filled,
    {
      ...orderRow(trade, trade.order, filled.length),
      status: "open",
      is_open: true,
      average: null,
      filled: 0,
      remaining: trade.order.amount,
      order_filled_timestamp: null,
    },
  ];
}

function orderRow(trade: Trade, order: Fill | OpenOrder, index: number): Row {
  const isEntry = order.side === "entry";
  const side = isEntry === trade.short ? "sell" : "buy";
  return {
    order_id: `${trade.openedAtUs}-${index + 1}`,
    order_type: order.type ?? null,
    ft_order_side: order.type === "stoploss" ? "stoploss" : side,
    ft_is_entry: isEntry,
    ft_order_tag: isEntry ? trade.tag : trade.exitReason,
    amount: order.amount,
    price: order.rate,
    safe_price: order.rate,
    cost: round8(order.amount * order.rate),
    order_timestamp: order.placedMs ?? null,
  };
}

/** The most that was at stake; an exit takes its part of the cost. */
function peakStake({ fills, leverage, stakeAmount }: Trade): number {
  let [amount, cost, peak] = [0, 0, 0];
  for (const { side, amount: filled, rate } of fills) {
    if (side === "entry") cost += filled * rate;
    else cost -= amount === 0 ? 0 : (cost / amount) * filled;
    amount += side === "entry" ? filled : -filled;
    peak = Math.max(peak, cost);
  }
  return peak === 0 ? stakeAmount : round8(peak / leverage);
}

export function timeframeMs({ timeframe }: BotProfile): number {
  const count = Number.parseInt(timeframe, 10);
  return count * (timeframe.endsWith("h") ? 60 : 1) * 60_000;
}

export function tradingMode({ leverage }: BotProfile): "spot" | "futures" {
  return leverage > 1 ? "futures" : "spot";
}

function dates(name: "open" | "close", ms: number): Row {
  return { [`${name}_date`]: secondText(ms), [`${name}_timestamp`]: ms };
}

function percent(ratio: number): number {
  return Number((ratio * 100).toFixed(2));
}
