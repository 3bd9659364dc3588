/**
 * One event in a trader's words: a title, a line of detail, and the profit where the event realised one. What the event says is
 * read by `fillcast/messages`, as the server reads it; here it is worded, and nothing is computed or concluded.
 */
import type { ModeSpan, TradeEvent } from "fillcast";
import {
  readLiquidationMessage,
  readLockMessage,
  readOrderMessage,
  saysClosed,
  type LiquidationMessage,
  type LockMessage,
  type OrderMessage,
} from "fillcast/messages";
import { plainDecimal, price, quantity, share } from "./decimal.ts";
import { clock, duration, type Zone } from "./instant.ts";
import { relayWords } from "./relay-event.ts";

export type Tone = "plain" | "accent" | "gain" | "loss" | "warn" | "bad";
/** What kind of happening it is: picks the icon and the tape's filter. */
export type EventKind = "order" | "fill" | "close" | "cancel" | "lock" | "alarm" | "bot" | "message";

export interface EventProfit {
  /** Null where the bot sent none that can be read. */
  readonly amount: string | null;
  readonly currency: string;
  readonly ratio: string | null;
  /** False for a part of a trade: the figure is this exit's, not the trade's. */
  readonly whole: boolean;
}
export interface EventWords {
  readonly kind: EventKind;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly profit: EventProfit | null;
}

/** The pair that an event is about; null where it is about none, or about all of them (`*`, as Freqtrade writes it). */
export function pairOf({ pair }: TradeEvent): string | null {
  return pair === undefined || pair === "*" ? null : pair;
}

/** What the tape and the timeline say about an event. `now` and `zone` only place the end of a lock. */
export function describeEvent(event: TradeEvent, now: number, zone: Zone): EventWords {
  const order = readOrderMessage(event);
  if (order !== null) return orderWords(order);
  const lock = readLockMessage(event);
  if (lock !== null) return lockWords(lock, now, zone);
  const warning = readLiquidationMessage(event);
  if (warning !== null) return words("alarm", "bad", "Liquidation warning", liquidationDetail(warning));
  const relayed = relayWords(event, now, zone);
  if (relayed !== null) {
    return words("bot", event.type === "relay_gap" ? "warn" : "plain", relayed.title, relayed.detail);
  }
  const text = (name: string): string => scalarOf(event, name) ?? "";
  switch (event.type as string) {
    case "status":
      return status(text("status"), text("reason"));
    case "startup":
      return words("bot", "plain", "Started", oneLine(text("status")));
    case "warning":
      return words("alarm", "warn", "Warning", oneLine(text("status")));
    case "exception":
      return words("alarm", "bad", "Exception", lastLine(text("status")));
    case "strategy_msg":
      return words("message", "plain", "Message", oneLine(text("msg")));
    case "whitelist":
      return words("bot", "plain", "Pair list", oneLine(text("data")));
    case "signal":
      return words("message", "accent", "Signal", oneLine(scalarOf(event, "text") ?? summary(event)));
    case "bot_silent":
      return words("alarm", "bad", "Silent", scalarOf(event, "reason") ?? "heartbeats stopped");
    case "bot_back":
      return words("bot", "plain", "Back", "heartbeats again");
    case "mode_set":
      return words("bot", "plain", "Mode set", modeSet(event, now, zone));
    case "trade_dismissed":
      return words("bot", "plain", "Dismissed", "the owner dismissed this trade");
    case "trade_restored":
      return words("bot", "plain", "Restored", "the owner restored this trade");
    default:
      return words("message", "plain", ownTitle(event.type), oneLine(summary(event)));
  }
}

/** How long a fill's order waited, by the server's clock: "filled after 12 s". */
export function fillTime(order: TradeEvent, fill: TradeEvent): string {
  const waitedMs = fill.at - order.at;
  return waitedMs < 1_000 ? "filled at once" : `filled after ${duration(waitedMs)}`;
}

/** True for an exit's fill that says that it closed its trade. */
export function closesTrade(event: TradeEvent): boolean {
  const order = readOrderMessage(event);
  return order !== null && saysClosed(order) === true;
}

/** A scalar of the payload as text; null where it is absent, null, or a structure. */
function scalarOf({ data }: TradeEvent, name: string): string | null {
  const value = (data as { readonly [key: string]: unknown })[name];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function words(kind: EventKind, tone: Tone, title: string, detail: string): EventWords {
  return { kind, tone, title, detail, profit: null };
}

function orderWords(order: OrderMessage): EventWords {
  const { amount, orderRate, exitReason, cancelReason } = order;
  const detail = joinDetail(trading(amount, orderRate), exitReason?.replaceAll("_", " ") ?? null);
  switch (order.kind) {
    case "entry":
      return words("order", "plain", "Entry order", detail);
    case "entry_fill":
      return words("fill", "accent", "Entry filled", detail);
    case "entry_cancel":
      return words("cancel", "plain", "Entry cancelled", cancelReason ?? "");
    case "exit":
      return words("order", "plain", "Exit order", detail);
    case "exit_fill":
      return exitFill(order, detail);
    case "exit_cancel":
      return words("cancel", "plain", "Exit cancelled", cancelReason ?? "");
  }
}

function exitFill(order: OrderMessage, detail: string): EventWords {
  const closes = saysClosed(order);
  const currency = order.stakeCurrency ?? "";
  if (closes !== true) {
    const profit = { amount: order.profit, currency, ratio: order.profitRatio, whole: false };
    return { ...words("fill", "accent", closes === false ? "Partial exit" : "Exit filled", detail), profit };
  }
  const amount = order.cumulativeProfit ?? order.profit;
  const tone = amount === null ? "plain" : amount.startsWith("-") ? "loss" : "gain";
  const profit = { amount, currency, ratio: order.finalProfitRatio ?? order.profitRatio, whole: true };
  return { ...words("close", tone, "Closed", detail), profit };
}

function lockWords({ pair, until, reason, isActive }: LockMessage, now: number, zone: Zone): EventWords {
  const end = until === null ? null : `until ${clock(Date.parse(until), now, zone)}`;
  const what = pair === "*" ? "All pairs" : "Pair";
  if (!isActive) return words("lock", "plain", `${what} unlocked`, reason ?? "");
  return words("lock", "warn", `${what} locked`, joinDetail(end, reason));
}

function liquidationDetail(warning: LiquidationMessage): string {
  const { remainingRatio, currentRate, liquidationPrice, positionsAtRisk, openPositions } = warning;
  const isMany = positionsAtRisk !== null && positionsAtRisk > 1;
  return joinDetail(
    remainingRatio === null ? null : `${share(remainingRatio, 1)} left`,
    currentRate === null ? null : `price ${price(currentRate)}`,
    liquidationPrice === null ? null : `liquidation at ${price(liquidationPrice)}`,
    isMany ? `${positionsAtRisk}${openPositions === null ? "" : ` of ${openPositions}`} positions at risk` : null,
  );
}

/** "simulated money from 14:02 until 15:10". */
function modeSet(event: TradeEvent, now: number, zone: Zone): string {
  const mode = scalarOf(event, "mode");
  const said = mode === "live" ? "real money" : mode === "dry" ? "simulated money" : "as reported by bot and key";
  return `${said} ${spanWords(event.data as Partial<Omit<ModeSpan, "mode">>, now, zone)}`;
}

/** A span of time: "from 14:02 until 15:10", "always". */
export function spanWords({ from, to }: Partial<Omit<ModeSpan, "mode">>, now: number, zone: Zone): string {
  const start = typeof from === "number" ? `from ${clock(from, now, zone)}` : "";
  const end = typeof to === "number" ? `until ${clock(to, now, zone)}` : "";
  return start === "" && end === "" ? "always" : `${start} ${end}`.trim();
}

function status(text: string, reason: string): EventWords {
  if (text === "running") return words("bot", "plain", "Running", "");
  if (text === "stopped") return words("bot", "warn", "Stopped", "");
  if (text === "process died") return words("bot", "warn", "Process ended", oneLine(reason));
  return words("bot", "plain", "Status", oneLine(text));
}

/** "0.0395 at 2,531.17". */
function trading(amount: string | null, rate: string | null): string | null {
  if (amount === null) return rate === null ? null : `at ${price(rate)}`;
  return rate === null ? quantity(amount) : `${quantity(amount)} at ${price(rate)}`;
}

/** `x-stop-moved` is "Stop moved". */
function ownTitle(type: string): string {
  const text = type.replace(/^x-/, "").replaceAll(/[-_]+/g, " ").trim();
  return text === "" ? type : text.charAt(0).toUpperCase() + text.slice(1);
}

/** The payload's first scalars as `name value`, for types that are nobody's in particular. */
function summary(event: TradeEvent): string {
  return Object.keys(event.data)
    .flatMap((name) => {
      const value = scalarOf(event, name);
      return value === null ? [] : [`${name} ${plainDecimal(value)}`];
    })
    .slice(0, 4)
    .join(" · ");
}

function joinDetail(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

function oneLine(text: string): string {
  return text.replaceAll(/[*`]+/g, "").replaceAll(/\s+/g, " ").trim().slice(0, 300);
}

/** A traceback says what happened in its last line; Freqtrade fences it and adds advice after the fence. */
function lastLine(text: string): string {
  const traceback = /```([\s\S]*)```/.exec(text)?.[1] ?? text;
  return oneLine(traceback.trim().split("\n").at(-1) ?? "");
}
