/**
 * What the relay looks at of a message from a bot's stream: whether it is one to send on, and of which trade it tells. Its text is
 * sent on as it came. Pure and total.
 */
import { isObject } from "@fillcast/protocol";
import { parseExact, textOf } from "./exact.ts";

export type StreamMessage =
  /** `tradeId` is null where it is of no trade. */
  | { readonly kind: "message"; readonly tradeId: string | null }
  /** An answer to us, or data for charts: a sign of life. */
  | { readonly kind: "life" };

/** The types that all versions know. One that a version does not know, and the whole list is ignored. */
const TYPES = [
  "status",
  "warning",
  "exception",
  "startup",
  "entry",
  "entry_fill",
  "entry_cancel",
  "exit",
  "exit_fill",
  "exit_cancel",
  "protection_trigger",
  "protection_trigger_global",
  "strategy_msg",
];
/** Those that came later, in the order in which they came. */
const NEWER_TYPES = ["liquidation_warning"];

/** The lists to subscribe with, one after the other: each that the version knows replaces the one before. */
export function subscriptions(): string[][] {
  return [TYPES, ...NEWER_TYPES.map((_, index) => TYPES.concat(NEWER_TYPES.slice(0, index + 1)))];
}

const FOR_CHARTS: ReadonlySet<unknown> = new Set(["whitelist", "analyzed_df", "new_candle"]);

export function readMessage(text: string): StreamMessage {
  const message = parseExact(text);
  if (!isObject(message) || FOR_CHARTS.has(message.type)) return { kind: "life" };
  // The stream's own complaint about a request of ours has `data`; a bot's exception has `status`.
  if (message.type === "exception" && message.status === undefined) return { kind: "life" };
  return { kind: "message", tradeId: textOf(message.trade_id) };
}
