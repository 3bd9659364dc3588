/** The figures of each book: of all bots from the state's own sums, of chosen ones from their trades. */
import { useCallback, useMemo } from "react";
import type { Trade } from "fillcast";
import { useChosenBots, useIsShown } from "../browser/chosen-bots.ts";
import { useCalendar } from "../browser/now.ts";
import type { Kept } from "../figures/kept.ts";
import { StateTotals, TradeTotals } from "../figures/running-totals.ts";
import type { BookTotals } from "../figures/totals.ts";
import { useCoverage, useKept } from "./kept.ts";
import { useShownState } from "./use-shown-state.ts";

/** Nobody chose bots: no trade is looked at. */
const NONE: Kept<readonly BookTotals[]> = {
  view: [],
  change: (_gone: readonly Trade[], _came: readonly Trade[]) => {},
};

/** The same array until one of them changes. */
export function useBookTotals(): readonly BookTotals[] {
  const calendar = useCalendar();
  const isChosen = useChosenBots() !== null;
  const isShown = useIsShown();
  const ofState = useMemo(() => new StateTotals(calendar), [calendar]);
  const all = useShownState((state) => ofState.of(state));
  const make = useCallback(() => (isChosen ? new TradeTotals(calendar, isShown) : NONE), [isChosen, calendar, isShown]);
  const chosen = useKept(make);
  useCoverage();
  return isChosen ? chosen : (all ?? NONE.view);
}
