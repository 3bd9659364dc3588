/** What the bots' relays have read last, for the views: of one bot, of one open trade. */
import type { HeardVitals, OpenPosition, Trade, VitalsByBot } from "fillcast";
import { useShownVitals } from "./use-shown-state.ts";

/** Why a figure that only a relay knows is not there. */
export const NO_RELAY = "Webhooks do not include it. Run the relay beside the bot: Connect a bot, Freqtrade (API).";
/** The same where there is a relay, and the bot did not say. */
export const NOT_TOLD = "The bot's API does not say.";

export function useVitalsOf(bot: string): HeardVitals | undefined {
  return useShownVitals((vitals) => vitalsOf(vitals, bot));
}

export function vitalsOf(vitals: VitalsByBot, bot: string): HeardVitals | undefined {
  return Object.hasOwn(vitals, bot) ? vitals[bot] : undefined;
}

/** The open trade as its bot's API has it. The API cuts its opening to the millisecond. */
export function positionOf(vitals: VitalsByBot, { bot, id, openedAt, status }: Trade): OpenPosition | undefined {
  if (status !== "open") return undefined;
  const openedMs = Date.parse(openedAt);
  return vitalsOf(vitals, bot)?.open.find(
    (open) => open.tradeId === id && (open.openedAt === null || open.openedAt === openedMs),
  );
}

export function usePosition(trade: Trade): OpenPosition | undefined {
  return useShownVitals((vitals) => positionOf(vitals, trade));
}

/** The hint beside a dash. */
export function useWhyUnknown(bot: string): string {
  return useShownVitals((vitals) => (vitalsOf(vitals, bot) === undefined ? NO_RELAY : NOT_TOLD));
}
