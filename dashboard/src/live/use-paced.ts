/** What a view shows at the pace of figures, though it changes with each event: browser/pace.ts says why. */
import { useEffect, useRef, useState } from "react";
import { useSession } from "./session-provider.tsx";

/** The newest value, or for half a second at most the one that was shown last. */
export function usePaced<Value>(value: Value): Value {
  const { pace } = useSession();
  const [shown, setShown] = useState(() => value);
  const newest = useRef(value);
  newest.current = value;
  const [show] = useState(() => () => setShown(() => newest.current));
  useEffect(() => {
    if (value !== shown) pace.soon(show);
  }, [pace, show, value, shown]);
  return shown;
}
