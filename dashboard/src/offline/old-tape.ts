/** Whether the tape shows an earlier visit's events because there is no line to the feed. */
import { useSyncExternalStore } from "react";
import { useSession } from "../live/session-provider.tsx";
import { isOpening, useSteadyStatus } from "../live/steady-status.ts";

/** When the events shown were current, ms since 1970; null where they are of this visit, or soon will be. */
export function useOldTape(): number | null {
  const { tape } = useSession();
  const asOf = useSyncExternalStore(tape.subscribe, () => tape.view.asOf);
  const status = useSteadyStatus();
  // In the frame in which the line is up, what is old is still there.
  return status.phase === "live" || isOpening(status) ? null : asOf;
}
