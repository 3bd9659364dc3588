/**
 * Rules: whether a destination hears of an alert, and as what. Pure.
 */
import type { AlertKind, AlertRules, LossRule } from "@fillcast/protocol";
import { absolute, compare, divide, sign } from "../state/fold/decimal.ts";
import type { Alert, ToldTrade } from "./alert.ts";

/** True for an alert about a bot and money of which the destination wants to hear, whatever it says. */
export function concerns({ bots, dryRuns }: AlertRules, { bot, mode }: Pick<Alert, "bot" | "mode">): boolean {
  return (bots === null || bots.includes(bot)) && (dryRuns || mode !== "dry");
}

/** As what an alert is told; null for one that is not. A trade that closes is told once: as a loss, if it is one. */
export function kindFor(rules: AlertRules, alert: Alert): AlertKind | null {
  if (!concerns(rules, alert)) return null;
  if (alert.kind !== "closed") return rules[alert.kind] ? alert.kind : null;
  if (rules.loss !== null && isLoss(rules.loss, alert.trade)) return "loss";
  return rules.closed ? "closed" : null;
}

/** True where a trade has lost as much as the rule says, by one of its two bounds. */
function isLoss({ amount, ratio }: LossRule, { realised, ratio: said, stake }: ToldTrade): boolean {
  if (realised === null || sign(realised) >= 0) return false;
  const lost = absolute(realised);
  if (amount !== null && compare(lost, amount) >= 0) return true;
  if (ratio === null) return false;
  if (said !== null) return sign(said) < 0 && compare(absolute(said), ratio) >= 0;
  return stake !== null && sign(stake) > 0 && compare(divide(lost, stake), ratio) >= 0;
}
