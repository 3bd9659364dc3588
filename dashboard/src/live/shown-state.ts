/** The state that the views show: the feed's own, or until that is there the last one that this browser had of it. */
import type { FeedState } from "fillcast";
import { useFeedState } from "fillcast/react";
import { useSession } from "./session-provider.tsx";

/** What the selector takes from it; null where nothing was ever known. */
export function useShownState<Value>(selector: (state: FeedState) => Value): Value | null {
  const { lastState } = useSession();
  const live = useFeedState(selector);
  return live ?? (lastState === null ? null : selector(lastState.state));
}
