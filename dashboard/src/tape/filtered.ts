/** The tape's rows through a filter, kept up from one insertion to the next, so that a burst costs what is new. */
import { useMemo, useRef, useSyncExternalStore } from "react";
import { useCorrections } from "../live/corrections.ts";
import { useSession } from "../live/session-provider.tsx";
import type { TapeRow } from "../live/tape.ts";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { type FilteredRows, filterRows, NO_FILTER, type TapeFilter } from "./rows.ts";

export function useFilteredRows(given: TapeFilter): readonly TapeRow[] {
  const corrections = useCorrections();
  const filter = useMemo(() => ({ ...given, corrections }), [given, corrections]);
  const { tape } = useSession();
  const view = useSyncExternalStore(tape.subscribe, tape.getView);
  const kept = useRef<FilteredRows | null>(null);
  return useMemo(() => {
    kept.current = filterRows(kept.current, view, filter);
    return kept.current.rows;
  }, [view, filter]);
}

/** The events of the chosen bots. */
export function useTapeRows(): readonly TapeRow[] {
  const bots = useChosenBots();
  const filter = useMemo(() => (bots === null ? NO_FILTER : { ...NO_FILTER, bots }), [bots]);
  return useFilteredRows(filter);
}
