/** The tape's rows through a filter, an order and its fill in one line. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { TradeEvent } from "fillcast";
import { useCorrections } from "../live/corrections.ts";
import { useSession } from "../live/session-provider.tsx";
import type { TapeRow } from "../live/tape.ts";
import { type Matches, usePickedRows } from "../live/tape-rows.ts";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { OrderMerger, type TapeLineRow } from "./merged-orders.ts";
import { matchesTapeFilter, NO_FILTER, type TapeFilter } from "./rows.ts";

/** The filter as a function: the same one while the same is asked. */
export function useMatches(given: TapeFilter): Matches {
  const corrections = useCorrections();
  return useCallback((event: TradeEvent) => matchesTapeFilter(event, { ...given, corrections }), [given, corrections]);
}

/** Rows as lines: an order that one of them fills has no line of its own. */
export function useLines(rows: readonly TapeRow[]): readonly TapeLineRow[] {
  const { meter } = useSession();
  useEffect(meter.list, [meter]);
  const [merger] = useState(() => new OrderMerger());
  return merger.merge(rows);
}

/** The events of the chosen bots. */
export function useTapeRows(): readonly TapeLineRow[] {
  const bots = useChosenBots();
  const filter = useMemo(() => (bots === null ? NO_FILTER : { ...NO_FILTER, bots }), [bots]);
  return useLines(usePickedRows(useMatches(filter)));
}
