/** Some of the tape's rows, kept up from one insertion to the next, so that a burst costs what is new. */
import { useMemo, useRef, useSyncExternalStore } from "react";
import type { TradeEvent } from "fillcast";
import { useSession } from "./session-provider.tsx";
import type { TapeRow, TapeView } from "./tape.ts";

export type Matches = (event: TradeEvent) => boolean;

export interface PickedRows {
  readonly matches: Matches;
  readonly source: TapeView;
  readonly rows: readonly TapeRow[];
}

/** The rows of a view that match, looking only at what is new since `previous` where that asked the same. */
export function pickRows(previous: PickedRows | null, source: TapeView, matches: Matches): PickedRows {
  const picked = (rows: readonly TapeRow[]): readonly TapeRow[] => rows.filter(({ event }) => matches(event));
  const all = (): PickedRows => ({ matches, source, rows: picked(source.rows) });
  if (previous === null || previous.matches !== matches) return all();
  const added = source.received - previous.source.received;
  const older = source.rows.length - added - previous.source.rows.length;
  if (added < 0 || older < 0) return all();
  const top = picked(source.rows.slice(0, added));
  const bottom = older === 0 ? [] : picked(source.rows.slice(-older));
  if (top.length === 0 && bottom.length === 0) return { matches, source, rows: previous.rows };
  return { matches, source, rows: top.concat(previous.rows, bottom) };
}

/** The same array until another row matches; `matches` is the same function while the same is asked. */
export function usePickedRows(matches: Matches): readonly TapeRow[] {
  const { tape } = useSession();
  const kept = useRef<PickedRows | null>(null);
  const read = useMemo(
    () => (): readonly TapeRow[] => {
      if (kept.current?.source !== tape.view || kept.current.matches !== matches)
        kept.current = pickRows(kept.current, tape.view, matches);
      return kept.current.rows;
    },
    [tape, matches],
  );
  return useSyncExternalStore(tape.subscribe, read);
}
