/**
 * The chosen bots. The choice lives in the address (`?bots=a,b`), so that it survives a reload and a link; every link inside
 * the page carries it on. No choice means all bots.
 */
import { useCallback, useMemo } from "react";
import { useSearch } from "wouter";
import { addressOf, useAddressPart } from "./address.ts";

const NAME = "bots";

/** The chosen bots, or null for all. */
export function useChosenBots(): ReadonlySet<string> | null {
  const chosen = new URLSearchParams(useSearch()).get(NAME);
  return useMemo(() => parseBots(chosen), [chosen]);
}

/** Whether a bot is shown: the same function until others are chosen. */
export function useIsShown(): (bot: string) => boolean {
  const chosen = useChosenBots();
  return useCallback((bot: string) => chosen === null || chosen.has(bot), [chosen]);
}

/** Chooses bots, keeping the rest of the address; null for all. */
export function useChooseBots(): (bots: ReadonlySet<string> | null) => void {
  const [, set] = useAddressPart(NAME);
  return (bots) => set(bots === null ? null : [...bots].join(","));
}

/** Makes the address of another view, carrying the choice of bots. */
export function useAddress(): (path: string, parameters?: { readonly [name: string]: string }) => string {
  const chosen = new URLSearchParams(useSearch()).get(NAME);
  return (path, parameters = {}) =>
    addressOf(path, new URLSearchParams(chosen === null ? parameters : { ...parameters, [NAME]: chosen }));
}

export function parseBots(chosen: string | null): ReadonlySet<string> | null {
  if (chosen === null) return null;
  const bots = chosen.split(",").filter((bot) => bot !== "");
  return bots.length === 0 ? null : new Set(bots);
}
