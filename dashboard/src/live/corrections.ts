/** Which snapshots corrected something: the tape shows no others, since a relay sends one for each change of a trade. */
import { useMemo } from "react";
import type { FeedState } from "fillcast";
import { useShownState } from "./use-shown-state.ts";

/** Their seqs; the same set until one more is known. */
export function useCorrections(): ReadonlySet<number> {
  const text = useShownState(correctionsText) ?? "";
  return useMemo(() => new Set(text === "" ? [] : text.split(",").map(Number)), [text]);
}

let looked: { readonly trades: FeedState["trades"]; readonly text: string } | null = null;

/** Looks at the trades where they have changed. */
function correctionsText({ trades }: FeedState): string {
  if (looked?.trades === trades) return looked.text;
  const seqs: number[] = [];
  for (const key in trades) for (const seq of trades[key]?.corrections ?? []) seqs.push(seq);
  const text = seqs.sort((a, b) => a - b).join();
  looked = { trades, text };
  return text;
}
