/** Which snapshots corrected something: the tape shows no others, since a relay sends one for each change of a trade. */
import { useMemo } from "react";
import { useShownState } from "./shown-state.ts";

/** Their seqs; the same set until one more is known. */
export function useCorrections(): ReadonlySet<number> {
  const text = useShownState(({ trades }) =>
    Object.values(trades)
      .flatMap(({ corrections = [] }) => corrections)
      .sort((a, b) => a - b)
      .join(),
  );
  return useMemo(() => new Set(text === null || text === "" ? [] : text.split(",").map(Number)), [text]);
}
