/** The open and pending trades of some bots, the newest first. */
import { useCallback } from "react";
import { useKept } from "../live/kept.ts";
import { TradeList, type TradeListView } from "./trade-list.ts";

const NEWEST_FIRST = { key: "opened", descending: true } as const;

/** `isShown` is the same function while the same bots are meant. */
export function useOpenTrades(isShown: (bot: string) => boolean): TradeListView {
  const make = useCallback(() => new TradeList({ side: "open", sorting: NEWEST_FIRST, isShown }), [isShown]);
  return useKept(make);
}
