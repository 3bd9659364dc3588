/** How long bots are usually quiet (live/usual-gaps.ts), for the views. */
import { useSyncExternalStore } from "react";
import { useSession } from "../live/session-provider.tsx";

export function useUsualGaps(): ReadonlyMap<string, number> {
  const { gaps } = useSession();
  return useSyncExternalStore(gaps.subscribe, gaps.getView);
}

/** One bot's, or null. */
export function useUsualGap(bot: string): number | null {
  const { gaps } = useSession();
  return useSyncExternalStore(gaps.subscribe, () => gaps.getView().get(bot) ?? null);
}
