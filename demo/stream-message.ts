/**
 * A message as Freqtrade's stream says it: the webhook's fields as typed JSON, with the bot's figures to the last digit. Pure.
 */
import type { Body } from "./messages.ts";

/** `str(True)` and `str(None)` are words like any other in a text, so only in these fields something else. */
const NUMBERS: ReadonlySet<string> = new Set([
  "trade_id",
  "leverage",
  "open_rate",
  "close_rate",
  "current_rate",
  "amount",
  "stake_amount",
  "profit_amount",
  "profit_ratio",
  "cumulative_profit",
  "final_profit_ratio",
  "id",
  "lock_timestamp",
  "lock_end_timestamp",
]);
const FLAGS: ReadonlySet<string> = new Set(["sub_trade", "is_final_exit", "active"]);
const MAY_BE_NONE: ReadonlySet<string> = new Set(["exit_reason", "current_rate", "final_profit_ratio"]);
/** What does not come over the stream: a start is over before it opens, an end comes after it has closed. */
const NOT_SAID: ReadonlySet<string> = new Set(["status", "startup", "warning", "strategy_msg"]);

/** Null for a message that the stream of a bot does not have. */
export function toStreamMessage(body: Body): { readonly type: string; readonly [name: string]: unknown } | null {
  const { type = "" } = body;
  if (NOT_SAID.has(type)) return null;
  return { ...Object.fromEntries(Object.entries(body).map(([name, text]) => [name, typed(name, text)])), type };
}

function typed(name: string, text: string): unknown {
  if (text === "None" && MAY_BE_NONE.has(name)) return null;
  if (FLAGS.has(name)) return text === "True";
  return NUMBERS.has(name) ? Number(text) : text;
}
