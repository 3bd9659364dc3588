/**
 * How a bot is now, from what its API says: figures that no message has. Pure. What a version does not tell is null. Money is
 * decimal text.
 */
import { isObject, parseDecimal, type Decimal } from "@fillcast/protocol";
import { add, subtract } from "../decimal.ts";
import { REST_FACTOR, REST_MAX_MS, STALLED_MIN_MS } from "../limits.ts";
import { countOf, flagOf, msOf, rowsOf, textOf, type Row } from "./exact.ts";

export interface OpenVitals {
  readonly tradeId: string;
  readonly openedAt: number;
  readonly currentRate: Decimal | null;
  /** Of what is still held. */
  readonly profit: Decimal | null;
  readonly profitRatio: Decimal | null;
  readonly stopLoss: Decimal | null;
  /** Part of the current rate, below zero for a long trade. */
  readonly stopDistance: Decimal | null;
  readonly liquidationPrice: Decimal | null;
  readonly openOrders: number | null;
}
export type VitalsProblem = "loop stalled" | "process down";
export interface Vitals {
  readonly state: string | null;
  readonly runmode: string | null;
  readonly dryRun: boolean | null;
  readonly strategy: string | null;
  readonly timeframe: string | null;
  readonly version: string | null;
  readonly botName: string | null;
  readonly exchange: string | null;
  readonly tradingMode: string | null;
  readonly lastProcessAt: number | null;
  readonly openTrades: number | null;
  readonly maxOpenTrades: number | null;
  readonly balance: {
    readonly currency: string | null;
    readonly total: Decimal | null;
    readonly free: Decimal | null;
    readonly startingCapital: Decimal | null;
    /** What the account is worth: starting capital and all profit, the open one too. */
    readonly value: Decimal | null;
  };
  readonly open: readonly OpenVitals[];
  readonly openProfit: Decimal | null;
  readonly problem?: VitalsProblem;
}

/** The routes of one round; undefined what was not answered. */
export interface Answers {
  readonly show_config?: unknown;
  readonly status?: unknown;
  readonly balance?: unknown;
  readonly profit?: unknown;
  readonly count?: unknown;
  readonly health?: unknown;
}
export const VITAL_ROUTES = ["health", "show_config", "count", "status", "balance", "profit"] as const;

export function toVitals(answers: Answers, problem: VitalsProblem | null): Vitals {
  const config = toRow(answers.show_config);
  const profit = toRow(answers.profit);
  const count = toRow(answers.count);
  const openRows = answers.status === undefined ? null : rowsOf(answers.status);
  const most = countOf(count.max) ?? countOf(config.max_open_trades);
  return {
    state: textOf(config.state),
    runmode: textOf(config.runmode),
    dryRun: flagOf(config.dry_run),
    strategy: textOf(config.strategy),
    timeframe: textOf(config.timeframe),
    version: textOf(config.version),
    botName: textOf(config.bot_name),
    exchange: textOf(config.exchange),
    tradingMode: textOf(config.trading_mode),
    lastProcessAt: lastProcessMs(answers.health),
    openTrades: countOf(count.current) ?? openRows?.length ?? null,
    maxOpenTrades: most !== null && most >= 0 ? most : null,
    balance: toBalance(toRow(answers.balance), config, profit),
    open: (openRows ?? []).flatMap(toOpen),
    openProfit: subtract(profit.profit_all_coin, profit.profit_closed_coin),
    ...(problem === null ? {} : { problem }),
  };
}

function toBalance(balance: Row, config: Row, profit: Row): Vitals["balance"] {
  const currency = textOf(balance.stake) ?? textOf(config.stake_currency);
  const stake = rowsOf(balance.currencies).find((row) => row.currency === currency);
  return {
    currency,
    total: parseDecimal(balance.total_bot) ?? parseDecimal(balance.total),
    free: parseDecimal(stake?.free),
    startingCapital: parseDecimal(balance.starting_capital),
    value: add(balance.starting_capital, profit.profit_all_coin),
  };
}

function toOpen(row: Row): OpenVitals[] {
  const tradeId = textOf(row.trade_id);
  const openedAt = msOf(row.open_timestamp);
  if (tradeId === null || openedAt === null) return [];
  const orders = Array.isArray(row.orders) ? rowsOf(row.orders).filter((order) => order.is_open === true).length : null;
  return [
    {
      tradeId,
      openedAt,
      currentRate: parseDecimal(row.current_rate),
      profit: parseDecimal(row.profit_abs),
      profitRatio: parseDecimal(row.profit_ratio),
      stopLoss: parseDecimal(row.stop_loss_abs),
      stopDistance: parseDecimal(row.stoploss_current_dist_ratio),
      liquidationPrice: parseDecimal(row.liquidation_price),
      openOrders: orders,
    },
  ];
}

/** When the loop ran last, by the bot's clock. */
export function lastProcessMs(health: unknown): number | null {
  const seconds = msOf(toRow(health).last_process_ts);
  return seconds === null ? null : seconds * 1_000;
}

/** When this process started, by the bot's clock; null for versions that do not say. */
export function startedMs(health: unknown): number | null {
  const seconds = msOf(toRow(health).bot_startup_ts);
  return seconds === null ? null : seconds * 1_000;
}

/** True where the bot says that it runs, and its loop has stood still for longer than candles and rounds explain. */
export function isStalled({ show_config: config, health }: Answers, nowMs: number, pollMs: number): boolean {
  const { state, timeframe_ms: timeframe } = toRow(config);
  const lastMs = lastProcessMs(health);
  // A stopped bot's loop does not count as run.
  if (lastMs === null || (state !== "running" && state !== "paused")) return false;
  return nowMs - lastMs > Math.max(5 * pollMs, 2 * (countOf(timeframe) ?? 0), STALLED_MIN_MS);
}

/** What `status` says of a bot that answers and does not trade; null where all is usual. */
export function modeWords(config: unknown): string | null {
  const { state, runmode } = toRow(config);
  if (runmode === "webserver") return "webserver mode: this process does not trade";
  if (state === "") return "still starting";
  return state === "stopped" ? "stopped" : null;
}

/** The pause after a round that took so long: the bot comes first. */
export function restMs(pollMs: number, tookMs: number): number {
  return Math.min(Math.max(pollMs, REST_FACTOR * tookMs), Math.max(pollMs, REST_MAX_MS));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** True once an hour, and for the last round of a UTC day. */
export function isEquityDue(lastMs: number | null, nowMs: number, nextMs: number): boolean {
  if (lastMs === null || Math.floor(lastMs / HOUR_MS) !== Math.floor(nowMs / HOUR_MS)) return true;
  return Math.floor(nextMs / DAY_MS) > Math.floor(nowMs / DAY_MS);
}

function toRow(value: unknown): Row {
  return isObject(value) ? value : {};
}
