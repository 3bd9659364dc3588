/**
 * An alert as one line, in plain short English. What a bot wrote is cut and cleaned here, and stands in no markup; each channel
 * escapes it for its own format.
 */
import { UNKNOWN_PAIR } from "@fillcast/protocol";
import type { Alert, ToldTrade } from "./alert.ts";
import { moneyText, percentText, stakeText } from "./money.ts";

export const LINE_MAX_CHARS = 200;

/** Turns the order of what is read, or shows as nothing. The joiners of emoji stay. */
const TURNING = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** An alert without its bot: `BTC/USDT closed +12.40 USDT (+1.20%)`. */
export function textOf(alert: Alert): string {
  return cut(sayingOf(alert), LINE_MAX_CHARS);
}

/** One line of at most `maxChars` characters, without what would break it or show as nothing. A longer one ends in `…`. */
export function cut(text: string, maxChars: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(TURNING, "")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (line.length <= maxChars) return line;
  return `${line.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function sayingOf(alert: Alert): string {
  switch (alert.kind) {
    case "closed":
      return `${pairText(alert.trade.pair)} closed${closedText(alert.trade)}${dryText(alert)}`;
    case "opened": {
      const { pair, direction, stake, currency } = alert.trade;
      return `${pairText(pair)} opened ${direction}${stake === null ? "" : `, ${stakeText(stake, currency)}`}${dryText(alert)}`;
    }
    case "liquidation": {
      const { pair, remainingRatio } = alert;
      const left = remainingRatio === null ? "" : `, ${percentText(remainingRatio).replace(/^\+/, "")} left`;
      return `${pair === null ? "A position" : pairText(pair)} is close to liquidation${left}`;
    }
    case "protection": {
      const { pair, until } = alert;
      const what = pair === null || pair === "*" ? "all pairs are" : `${pairText(pair)} is`;
      return `${what} locked${until === null ? "" : ` until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC`}`;
    }
    case "exception":
      return alert.text === null ? "exception" : `exception: ${lastLine(alert.text)}`;
    case "warning":
      return alert.text === null ? "warning" : `warning: ${alert.text}`;
    case "silent":
      return `silent: ${silenceText(alert.text)}`;
    case "stalled":
      return "stalled: its loop has stopped";
    case "back":
      return "back";
  }
}

function closedText({ realised, currency, ratio }: ToldTrade): string {
  if (realised === null) return ", profit unknown";
  return ` ${moneyText(realised, currency)}${ratio === null ? "" : ` (${percentText(ratio)})`}`;
}

/** Nobody may take simulated money for real. */
function dryText({ mode }: Alert): string {
  return mode === "dry" ? ", dry run" : "";
}

function silenceText(reason: string | null): string {
  switch (reason) {
    case null:
      return "its heartbeats stopped";
    case "process down":
      return "its process is down";
    case "relay unreachable":
      return "its relay cannot be reached";
    default:
      return reason;
  }
}

/** `BTC/USDT:USDT` is BTC/USDT. */
function pairText(pair: string): string {
  return pair === UNKNOWN_PAIR ? "A trade" : (pair.split(":")[0] ?? pair);
}

/** Of a traceback, what it says. */
function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
