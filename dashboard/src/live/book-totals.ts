/** The figures of each book of all bots, from the state's own sums. */
import { useMemo } from "react";
import { useCalendar } from "../browser/now.ts";
import { StateTotals } from "../figures/running-totals.ts";
import type { BookTotals } from "../figures/totals.ts";
import { useShownState } from "./use-shown-state.ts";

/** The same array until one of them changes; null where nothing was ever known. */
export function useStateTotals(): readonly BookTotals[] | null {
  const calendar = useCalendar();
  const ofState = useMemo(() => new StateTotals(calendar), [calendar]);
  return useShownState((state) => ofState.of(state));
}
