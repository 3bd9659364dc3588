/** The tape's rows through a filter. */
import { useCallback, useMemo } from "react";
import type { TradeEvent } from "fillcast";
import { useCorrections } from "../live/corrections.ts";
import type { TapeRow } from "../live/tape.ts";
import { usePickedRows } from "../live/tape-rows.ts";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { matchesTapeFilter, NO_FILTER, type TapeFilter } from "./rows.ts";

export function useFilteredRows(given: TapeFilter): readonly TapeRow[] {
  const corrections = useCorrections();
  const matches = useCallback(
    (event: TradeEvent) => matchesTapeFilter(event, { ...given, corrections }),
    [given, corrections],
  );
  return usePickedRows(matches);
}

/** The events of the chosen bots. */
export function useTapeRows(): readonly TapeRow[] {
  const bots = useChosenBots();
  const filter = useMemo(() => (bots === null ? NO_FILTER : { ...NO_FILTER, bots }), [bots]);
  return useFilteredRows(filter);
}
