/** What a destination hears of and when, in a few words. Pure. */
import { Big } from "big.js";
import { ALERTS, type Alert, type AlertRules, type LossRule } from "../live/alert-rules.ts";
import { share, toBig } from "../words/decimal.ts";

export const ALERT_WORDS: { readonly [alert in Alert]: { readonly label: string; readonly detail?: string } } = {
  closed: { label: "Closed trades" },
  loss: { label: "Large losses", detail: "Even if closed trades are off" },
  opened: { label: "Opened trades" },
  exception: { label: "Exceptions", detail: "Errors that the bot reports" },
  liquidation: { label: "Liquidation warnings" },
  silent: { label: "Silent bots", detail: "Heartbeats stop, or the relay cannot reach the bot" },
  stalled: { label: "Stalled bots", detail: "The bot answers, but its trading loop stands still" },
  back: { label: "Bots that are back" },
  warning: { label: "Warnings of the bot" },
  protection: { label: "Locked pairs", detail: "A protection keeps the bot from trading a pair" },
};

/** Named bots up to this; more are counted. */
const NAMED_BOTS = 2;

/** "Closed trades, exceptions, silent bots" and what else was chosen, a part each. */
export function rulesWords(rules: AlertRules, nameOf: (bot: string) => string): readonly string[] {
  const on = ALERTS.filter((alert) => (alert === "loss" ? rules.loss !== null : rules[alert]));
  const kinds = on.map((alert) => (alert === "loss" ? lossWords(rules.loss) : ALERT_WORDS[alert].label.toLowerCase()));
  const { bots, quiet, summary, dryRuns } = rules;
  const parts = [
    kinds.length === 0 ? null : kinds.join(", "),
    bots === null ? null : botsWords(bots, nameOf),
    dryRuns ? "dry runs too" : null,
    quiet === null ? null : `quiet ${quiet.from} to ${quiet.to}`,
    summary === null ? null : `summary at ${summary.at}`,
  ].filter((part) => part !== null);
  const [first = "nothing yet", ...rest] = parts;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest];
}

/** "losses over 50 or 5.0%". */
function lossWords(loss: LossRule | null): string {
  const { amount, ratio } = loss ?? { amount: null, ratio: null };
  const bounds = [amount, ratio === null ? null : share(ratio, 1)];
  return `losses over ${bounds.filter((bound) => bound !== null).join(" or ")}`;
}

function botsWords(bots: readonly string[], nameOf: (bot: string) => string): string {
  if (bots.length === 0) return "no bot";
  return bots.length <= NAMED_BOTS ? bots.map(nameOf).join(", ") : `${bots.length} bots`;
}

/** A ratio as the percentage that stands in a field: "0.05" is "5". */
export function percentText(ratio: string | null): string {
  return toBig(ratio)?.times(100).toFixed() ?? "";
}

/** No amount of money has more digits before its point. */
const DIGITS_MAX = 24;

/** A field's percentage as the ratio, or its amount as it is; null where it is no positive number. A comma is a point. */
export function positiveOf(text: string, divisor: 1 | 100): string | null {
  const number = toBig(text.trim().replace(",", "."));
  return number === null || !number.gt(0) || Math.abs(number.e) > DIGITS_MAX
    ? null
    : number.div(new Big(divisor)).toFixed();
}
