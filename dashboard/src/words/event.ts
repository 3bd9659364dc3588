/**
 * One event in a trader's words: a title, a line of detail, and the profit where the event realised one. Reads the payload
 * tolerantly, since fields come and go with a bot's version, and never computes money: it shows what the bot said.
 */
import type { TradeEvent } from "fillcast";
import { plainDecimal, price } from "./decimal.ts";
import { clock, type Zone } from "./instant.ts";

export type Tone = "plain" | "accent" | "gain" | "loss" | "warn" | "bad";
/** What kind of happening it is: picks the icon and the tape's filter. */
export type EventKind = "order" | "fill" | "close" | "cancel" | "lock" | "alarm" | "bot" | "message";

export interface EventProfit {
  readonly amount: string;
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
  const field = (name: string): string | null => fieldOf(event, name);
  switch (event.type as string) {
    case "entry":
      return words("order", "plain", "Entry order", joinDetail(order(event, field("open_rate"))));
    case "entry_fill":
      return words("fill", "accent", "Entry filled", joinDetail(order(event, field("open_rate"))));
    case "entry_cancel":
      return words("cancel", "plain", "Entry cancelled", field("reason") ?? "");
    case "exit":
      return words("order", "plain", "Exit order", joinDetail(order(event, exitRate(event)), reasonOf(event)));
    case "exit_fill":
      return exitFill(event);
    case "exit_cancel":
      return words("cancel", "plain", "Exit cancelled", field("reason") ?? "");
    case "protection_trigger":
    case "protection_trigger_global":
      return lock(event, now, zone);
    case "status":
      return status(field("status") ?? "");
    case "startup":
      return words("bot", "plain", "Started", oneLine(field("status") ?? ""));
    case "warning":
      return words("alarm", "warn", "Warning", oneLine(field("status") ?? ""));
    case "exception":
      return words("alarm", "bad", "Exception", lastLine(field("status") ?? ""));
    case "strategy_msg":
      return words("message", "plain", "Message", oneLine(field("msg") ?? ""));
    case "whitelist":
      return words("bot", "plain", "Pair list", oneLine(field("data") ?? ""));
    case "signal":
      return words("message", "accent", "Signal", oneLine(field("text") ?? summary(event)));
    case "bot_silent":
      return words("alarm", "bad", "Silent", "heartbeats stopped");
    case "bot_back":
      return words("bot", "plain", "Back", "heartbeats again");
    default:
      return words("message", "plain", ownTitle(event.type), oneLine(summary(event)));
  }
}

/** True where an exit fill closed its trade. Bots before 2024.1 send no `is_final_exit`: there a fill that is no part closes. */
export function closesTrade(event: TradeEvent): boolean {
  if (event.type !== "exit_fill") return false;
  const final = event.data["is_final_exit"];
  return final === undefined ? event.data["sub_trade"] !== true : final === true;
}

/** A scalar of the payload as text, or null where it is absent, null, or a structure. */
export function fieldOf(event: TradeEvent, name: string): string | null {
  const value: unknown = (event.data as { readonly [key: string]: unknown })[name];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function words(
  kind: EventKind,
  tone: Tone,
  title: string,
  detail: string,
  profit: EventProfit | null = null,
): EventWords {
  return { kind, tone, title, detail, profit };
}

function exitFill(event: TradeEvent): EventWords {
  const closed = closesTrade(event);
  const amount = (closed ? fieldOf(event, "cumulative_profit") : null) ?? fieldOf(event, "profit_amount");
  const ratio = (closed ? fieldOf(event, "final_profit_ratio") : null) ?? fieldOf(event, "profit_ratio");
  const detail = joinDetail(order(event, exitRate(event)), reasonOf(event));
  const profit: EventProfit | null =
    amount === null ? null : { amount, currency: fieldOf(event, "stake_currency") ?? "", ratio, whole: closed };
  if (!closed) return words("fill", "accent", "Partial exit", detail, profit);
  return words("close", amount?.startsWith("-") === true ? "loss" : "gain", "Closed", detail, profit);
}

function lock(event: TradeEvent, now: number, zone: Zone): EventWords {
  const until = Number(fieldOf(event, "lock_end_timestamp"));
  const end = Number.isFinite(until) && until > 0 ? `until ${clock(until, now, zone)}` : null;
  const all = event.type === "protection_trigger_global";
  return words("lock", "warn", all ? "All pairs locked" : "Pair locked", joinDetail(end, fieldOf(event, "reason")));
}

function status(text: string): EventWords {
  if (text === "running") return words("bot", "plain", "Running", "");
  if (text === "stopped") return words("bot", "warn", "Stopped", "");
  if (text === "process died") return words("bot", "warn", "Process ended", "");
  return words("bot", "plain", "Status", oneLine(text));
}

function order(event: TradeEvent, rate: string | null): string | null {
  const amount = fieldOf(event, "amount");
  if (amount === null) return rate === null ? null : `at ${price(rate)}`;
  return rate === null ? price(amount) : `${price(amount)} at ${price(rate)}`;
}

function exitRate(event: TradeEvent): string | null {
  return fieldOf(event, "close_rate") ?? fieldOf(event, "order_rate") ?? fieldOf(event, "limit");
}

function reasonOf(event: TradeEvent): string | null {
  return fieldOf(event, "exit_reason")?.replaceAll("_", " ") ?? null;
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
      const value = fieldOf(event, name);
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
