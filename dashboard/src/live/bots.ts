/** The bots of the feed as far as they seldom change: their names and modes. Most events change nothing of that. */
import type { FeedState, TradeMode } from "fillcast";
import { useShownState } from "./use-shown-state.ts";

/** Modes by name, in order of name. */
export type BotModes = ReadonlyMap<string, TradeMode>;

let looked: { readonly bots: FeedState["bots"]; readonly modes: BotModes } | null = null;

/** The same map until a bot comes or a mode changes; null where nothing was ever known. */
export function useBotModes(): BotModes | null {
  return useShownState(modesOf);
}

function modesOf({ bots }: FeedState): BotModes {
  if (looked?.bots === bots) return looked.modes;
  const modes = looked !== null && isSame(bots, looked.modes) ? looked.modes : toModes(bots);
  looked = { bots, modes };
  return modes;
}

function isSame(bots: FeedState["bots"], modes: BotModes): boolean {
  let seen = 0;
  for (const name in bots) {
    if (modes.get(name) !== bots[name]?.mode) return false;
    seen += 1;
  }
  return seen === modes.size;
}

function toModes(bots: FeedState["bots"]): BotModes {
  return new Map(
    Object.entries(bots)
      .map(([name, { mode }]) => [name, mode] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}
