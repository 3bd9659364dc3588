/** What a view shows of state and vitals: it selects a part, and rests while that stays the same. */
import { useRef, useSyncExternalStore } from "react";
import type { FeedState, VitalsByBot } from "fillcast";
import type { Watched } from "../browser/watched.ts";
import { useSession } from "./session-provider.tsx";

/** What the selector takes from it; null where nothing was ever known. Draws again when that is another value, by identity. */
export function useShownState<Value>(selector: (state: FeedState) => Value): Value | null {
  const { shown } = useSession();
  return useSelected(shown, () => shown.view, selector);
}

/** What the selector takes from the vitals; draws again when that is another value, by identity. */
export function useShownVitals<Value>(selector: (vitals: VitalsByBot) => Value): Value {
  const { vitals } = useSession().shown;
  return useSelected(vitals, () => vitals.view, selector) as Value;
}

/** A selector that makes a new value each time still answers the same one for the same source. */
function useSelected<Source, Value>(
  store: Watched,
  read: () => Source | null,
  selector: (source: Source) => Value,
): Value | null {
  const memo = useRef<{ readonly source: Source; readonly selector: unknown; readonly value: Value } | null>(null);
  return useSyncExternalStore(store.subscribe, () => {
    const source = read();
    if (source === null) return null;
    if (memo.current?.source !== source || memo.current.selector !== selector)
      memo.current = { source, selector, value: selector(source) };
    return memo.current.value;
  });
}
