/**
 * Rules: whether a destination gets an alert, and as which kind. Pure.
 */
import type { AlertKind, AlertRules, LossRule } from "@fillcast/protocol";
import { absolute, compare, divide, sign } from "../state/fold/decimal.ts";
import type { Alert, ToldTrade } from "./alert.ts";

/** True for an alert about a bot and money that the destination asks for, whatever it says. */
export function concerns({ bots, dryRuns }: AlertRules, { bot, mode }: Pick<Alert, "bot" | "mode">): boolean {
  return (bots === null || bots.includes(bot)) && (dryRuns || mode !== "dry");
}

/** The kind under which a destination gets an alert; null if it does not. A closed trade comes once: as a loss, if it is one. */
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
