/**
 * Vitals: what a relay reads from its bot's API now and then, as it stands beside the state: open profit, what the account is
 * worth, distances to stop and liquidation, and whether the bot's loop runs. Never part of the log, and never added into the
 * ledger. The decoder is total: what is missing or unusable is null.
 */
import { parseDecimal, type Decimal } from "./decimal-text.ts";
import type { Json } from "./event.ts";
import { BOT_LIVE_TRADES_MAX, INSTANT_MAX_MS } from "./limits.ts";
import { readText } from "./messages/payload.ts";
import { isObject } from "./shape.ts";

/** Why a bot trades no more, as its relay sees it. */
export type VitalsProblem = "loop stalled" | "process down";

/** What the bot's account holds, in its stake currency. */
export interface Balance {
  readonly currency: string | null;
  readonly total: Decimal | null;
  readonly free: Decimal | null;
  readonly startingCapital: Decimal | null;
  /** Starting capital and all profit, open trades' included: what the account is worth. */
  readonly value: Decimal | null;
}

/** An open trade at the current price. */
export interface OpenPosition {
  /** The bot's own trade id; with `openedAt`, ms since 1970, it names the trade. */
  readonly tradeId: string;
  readonly openedAt: number | null;
  readonly currentRate: Decimal | null;
  /** What is still held would bring this, in the stake currency. */
  readonly profit: Decimal | null;
  readonly profitRatio: Decimal | null;
  readonly stopLoss: Decimal | null;
  /** From the current price to the stop, as the bot says it. */
  readonly stopDistance: Decimal | null;
  readonly liquidationPrice: Decimal | null;
  readonly openOrders: number | null;
}

/** Of one bot. */
export interface BotVitals {
  /** `running`, `stopped`, `paused`, … */
  readonly state: string | null;
  readonly runmode: string | null;
  readonly dryRun: boolean | null;
  readonly strategy: string | null;
  readonly timeframe: string | null;
  readonly version: string | null;
  readonly botName: string | null;
  readonly exchange: string | null;
  readonly tradingMode: string | null;
  /** When the bot's loop last ran, ms since 1970. */
  readonly lastProcessAt: number | null;
  readonly openTrades: number | null;
  readonly maxOpenTrades: number | null;
  readonly balance: Balance;
  readonly open: readonly OpenPosition[];
  /** All open trades': all profit less that of closed trades. */
  readonly openProfit: Decimal | null;
  readonly problem: VitalsProblem | null;
}

/** The newest of a bot, as readers get them. */
export interface HeardVitals extends BotVitals {
  /** The room's clock when it heard them, ms since 1970. */
  readonly at: number;
  /** When a message of this bot last came both through its relay and straight from it. Absent if none has. */
  readonly twiceAt?: number;
}

/** By bot. */
export interface VitalsByBot {
  readonly [bot: string]: HeardVitals;
}

/** The vitals in a heartbeat's data; null where it has none. */
export function readVitals(data: { readonly [name: string]: Json | undefined }): BotVitals | null {
  const { vitals } = data;
  return isObject(vitals) ? decodeVitals(vitals) : null;
}

function decodeVitals(said: { readonly [name: string]: unknown }): BotVitals {
  const balance = isObject(said.balance) ? said.balance : {};
  const open = Array.isArray(said.open) ? said.open.slice(0, BOT_LIVE_TRADES_MAX) : [];
  return {
    state: text(said.state),
    runmode: text(said.runmode),
    dryRun: typeof said.dryRun === "boolean" ? said.dryRun : null,
    strategy: text(said.strategy),
    timeframe: text(said.timeframe),
    version: text(said.version),
    botName: text(said.botName),
    exchange: text(said.exchange),
    tradingMode: text(said.tradingMode),
    lastProcessAt: instant(said.lastProcessAt),
    openTrades: count(said.openTrades),
    maxOpenTrades: count(said.maxOpenTrades),
    balance: {
      currency: text(balance.currency),
      total: parseDecimal(balance.total),
      free: parseDecimal(balance.free),
      startingCapital: parseDecimal(balance.startingCapital),
      value: parseDecimal(balance.value),
    },
    open: open.flatMap(decodePosition),
    openProfit: parseDecimal(said.openProfit),
    problem: said.problem === "loop stalled" || said.problem === "process down" ? said.problem : null,
  };
}

function decodePosition(said: unknown): OpenPosition[] {
  if (!isObject(said)) return [];
  const tradeId = typeof said.tradeId === "number" ? String(said.tradeId) : text(said.tradeId);
  if (tradeId === null) return [];
  return [
    {
      tradeId,
      openedAt: instant(said.openedAt),
      currentRate: parseDecimal(said.currentRate),
      profit: parseDecimal(said.profit),
      profitRatio: parseDecimal(said.profitRatio),
      stopLoss: parseDecimal(said.stopLoss),
      stopDistance: parseDecimal(said.stopDistance),
      liquidationPrice: parseDecimal(said.liquidationPrice),
      openOrders: typeof said.openOrders === "boolean" ? Number(said.openOrders) : count(said.openOrders),
    },
  ];
}

const text = (value: unknown): string | null => readText(typeof value === "string" ? value : undefined);

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function instant(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= INSTANT_MAX_MS ? value : null;
}
