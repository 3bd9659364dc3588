/**
 * Which live events become notifications, and how many at once. Pure: rules and instants come in. More than three within ten seconds
 * become one that counts, so that a candle close is a sentence and not a shower.
 */
import { Big } from "big.js";
import type { TradeEvent } from "fillcast";
import { isImported } from "../live/imported.ts";
import { type Preferences, ruleOf } from "../browser/preferences.ts";
import { signedMoney, signedPercent, toBig } from "../words/decimal.ts";
import { closesTrade, describeEvent, type Tone } from "../words/event.ts";
import { duration } from "../words/instant.ts";

export interface Toast {
  readonly id: string;
  /** When it was shown, ms since 1970. */
  readonly at: number;
  /** When the first of those that it stands for was shown. */
  readonly since: number;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** The event that it opens; null for one that stands for many. */
  readonly seq: number | null;
  /** Closes and alarms that it stands for. */
  readonly closes: number;
  readonly alarms: number;
}

/** Types of which a rule may tell. */
const TOLD: ReadonlySet<string> = new Set(["exit_fill", "exception", "liquidation_warning", "bot_silent"]);

export const GROUP_WINDOW_MS = 10_000;
export const GROUP_OVER = 3;

/** The toast of a live event by the rules of its bot, or null if it gets none. Imported events get none. */
export function toastOf(
  event: TradeEvent,
  preferences: Preferences,
  at: number,
  nameOf: (bot: string) => string = (bot) => bot,
): Toast | null {
  if (isImported(event)) return null;
  // Most events make none, and need no words.
  if (!TOLD.has(event.type)) return null;
  const rule = ruleOf(preferences, event.bot);
  const words = describeEvent(event, at, preferences.zone);
  const bot = nameOf(event.bot);
  const base = { id: event.id, at, since: at, tone: words.tone, seq: event.seq, closes: 0, alarms: 0 };
  switch (event.type) {
    case "exit_fill": {
      if (!closesTrade(event) || words.profit === null) return null;
      const { amount, currency, ratio } = words.profit;
      if (!rule.closes && !isLargeLoss(ratio, rule.lossWorseThanPercent)) return null;
      const percent = ratio === null ? "" : ` ${signedPercent(ratio)}`;
      return {
        ...base,
        title: `${event.pair?.split(":")[0] ?? "Trade"} closed${amount === null ? ", profit unreadable" : ` ${signedMoney(amount, currency)} ${currency}${percent}`}`,
        detail: `${bot} · ${words.detail}`,
        closes: 1,
      };
    }
    case "exception":
      return rule.exceptions ? { ...base, title: `${bot}: exception`, detail: words.detail, alarms: 1 } : null;
    case "liquidation_warning":
      return rule.exceptions
        ? {
            ...base,
            title: `${bot}: ${event.pair ?? "a position"} near liquidation`,
            detail: words.detail,
            alarms: 1,
          }
        : null;
    case "bot_silent":
      return rule.silence
        ? {
            ...base,
            title: `${bot} is silent`,
            detail: words.detail === "heartbeats stopped" ? "Its heartbeats stopped." : words.detail,
            alarms: 1,
          }
        : null;
    default:
      return null;
  }
}

/** Adds a toast to those shown; beyond three in ten seconds they become one. */
export function addToast(shown: readonly Toast[], toast: Toast): readonly Toast[] {
  const recent = shown.filter((other) => toast.at - other.at < GROUP_WINDOW_MS);
  const older = shown.filter((other) => toast.at - other.at >= GROUP_WINDOW_MS);
  const told = recent.reduce((sum, other) => sum + sizeOf(other), 0) + 1;
  return told <= GROUP_OVER ? [...shown, toast] : [...older, grouped([...recent, toast])];
}

function grouped(toasts: readonly Toast[]): Toast {
  const at = toasts.at(-1)?.at ?? 0;
  const since = Math.min(...toasts.map((toast) => toast.since));
  // One that goes on growing soon stands for more than the window.
  const span = at - since < GROUP_WINDOW_MS ? "ten seconds" : duration(at - since);
  const closes = toasts.reduce((sum, toast) => sum + toast.closes, 0);
  const alarms = toasts.reduce((sum, toast) => sum + toast.alarms, 0);
  const parts = [
    ...(closes > 0 ? [`${closes} closed`] : []),
    ...(alarms > 0 ? [`${alarms} ${alarms === 1 ? "alarm" : "alarms"}`] : []),
  ];
  return {
    id: "group",
    at,
    since,
    tone: alarms > 0 ? "bad" : "accent",
    title: `${closes + alarms} events in ${span}`,
    detail: parts.join(", "),
    seq: null,
    closes,
    alarms,
  };
}

function sizeOf(toast: Toast): number {
  return toast.closes + toast.alarms;
}

function isLargeLoss(ratio: string | null, limitPercent: number | null): boolean {
  const number = toBig(ratio);
  return limitPercent !== null && number !== null && number.lt(new Big(limitPercent).div(-100));
}
