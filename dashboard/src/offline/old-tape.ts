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
  return isReplacedSoon(status) ? null : asOf;
}

/** True while a page that opens connects for the first time, and in the frame in which it is live: what is old is soon replaced. */
export function isReplacedSoon(status: Status): boolean {
  if (status.phase === "live") return true;
  return (status.phase === "connecting" || status.phase === "replaying") && status.attempt === 1;
}
