/**
 * Where a trade ends by itself: its stop, and where the exchange would liquidate it. Pure. A bot behind a relay shows its stops,
 * so it leaves there and nowhere else by a stop.
 */
import { type Course } from "./course.ts";
import { priceOf, stepPrice } from "./market.ts";
import { hitStop } from "./orders.ts";
import { type BotProfile, BOTS } from "./roster.ts";
import type { Trade } from "./trade.ts";

/** What the exchange keeps of a position, as a part of it, and how much earlier Freqtrade takes it for liquidated. */
const MAINTENANCE_RATIO = 0.005;
const LIQUIDATION_BUFFER = 0.05;

/** On the pair's price steps. */
export function stopPrice({ stopRatio }: BotProfile, { openRate, leverage, short, pairIndex }: Trade): number {
  const move = (stopRatio / leverage) * (short ? -1 : 1);
  return stepPrice(openRate * (1 + move), pairIndex, 0);
}

/** Null without leverage: nothing was borrowed. */
export function liquidationPrice({ openRate, leverage, short, pairIndex }: Trade): number | null {
  if (leverage === 1) return null;
  const move = (1 / leverage - MAINTENANCE_RATIO) * (1 - LIQUIDATION_BUFFER);
  return stepPrice(openRate * (1 + (short ? move : -move)), pairIndex, 0);
}

/** Leaves one trade of a relayed bot whose stop the market has reached; false where there is none. */
export function playStop(course: Course): boolean {
  for (const [bot, profile] of BOTS.entries()) {
    const { up, trades } = course.bots[bot]!;
    if (profile.relayed === null || !up) continue;
    const stopped = trades.find((trade) => trade.order === null && isStopReached(course, profile, trade));
    if (stopped === undefined) continue;
    hitStop(course, bot, stopped);
    return true;
  }
  return false;
}

function isStopReached({ market }: Course, profile: BotProfile, trade: Trade): boolean {
  const distance = priceOf(market, trade.pairIndex) - stopPrice(profile, trade);
  return trade.short ? distance >= 0 : distance <= 0;
}
