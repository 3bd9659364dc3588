/** Whether the tape shows an earlier visit's events because there is no line to the feed. */
import { useSyncExternalStore } from "react";
import type { Status } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { useSteadyStatus } from "../live/steady-status.ts";

/** When the events shown were current, ms since 1970; null where they are of this visit, or soon will be. */
export function useOldTape(): number | null {
  const { tape } = useSession();
  const asOf = useSyncExternalStore(tape.subscribe, () => tape.view.asOf);
  const status = useSteadyStatus();
  return isOpening(status) ? null : asOf;
}

/** True in the moment in which a page that opens connects for the first time: what is old then is soon replaced. */
export function isOpening(status: Status): boolean {
  return (status.phase === "connecting" || status.phase === "replaying") && status.attempt === 1;
}
