/**
 * Live trades: the keys of those that are pending or open, by bot, within the state's bounds.
 */
import { BOT_LIVE_TRADES_MAX, LIVE_TRADES_MAX, type Trade } from "@fillcast/protocol";

/** Plain JSON; changed in place. Bots without any are left out. */
export interface LiveTrades {
  readonly bots: { [bot: string]: string[] };
  /** Of all bots. */
  total: number;
}

/** True if the bot may have one more. */
export function hasRoom(live: LiveTrades, bot: string): boolean {
  return live.total < LIVE_TRADES_MAX && liveOf(live, bot).length < BOT_LIVE_TRADES_MAX;
}

export function liveOf({ bots }: LiveTrades, bot: string): readonly string[] {
  return Object.hasOwn(bots, bot) ? bots[bot]! : [];
}

export function addLive(live: LiveTrades, { bot, key }: Trade): void {
  if (Object.hasOwn(live.bots, bot)) live.bots[bot]!.push(key);
  else live.bots[bot] = [key];
  live.total++;
}

export function removeLive(live: LiveTrades, { bot, key }: Trade): void {
  const rest = liveOf(live, bot).filter((other) => other !== key);
  if (rest.length === 0) delete live.bots[bot];
  else live.bots[bot] = rest;
  live.total--;
}
