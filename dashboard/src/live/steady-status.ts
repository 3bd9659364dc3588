/**
 * The client's status without flicker: a live line that drops and is back within two seconds never stops saying "Live".
 * Anything that lasts, and every state that is not on its way back, shows.
 */
import { useEffect, useState } from "react";
import type { Status } from "fillcast";
import { useStatus } from "fillcast/react";

const PATIENCE_MS = 2_000;

export function useSteadyStatus(): Status {
  const status = useStatus();
  const [lastLive, setLastLive] = useState<Status | null>(null);
  const passing = isPassing(status);
  useEffect(() => {
    if (status.phase === "live") setLastLive(status);
    // It was said that the line is gone: what comes after is the way back, and live only at its end.
    else if (!isPassing(status)) setLastLive(null);
  }, [status]);
  useEffect(() => {
    if (!passing) return undefined;
    const timer = setTimeout(() => setLastLive(null), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [passing]);
  return passing && lastLive !== null ? lastLive : status;
}

function isPassing(status: Status): boolean {
  return status.phase === "connecting" || status.phase === "replaying" || status.phase === "waiting";
}

/** True in the moment in which a page that opens connects for the first time: what is old then is soon replaced. */
export function isOpening(status: Status): boolean {
  return (status.phase === "connecting" || status.phase === "replaying") && status.attempt === 1;
}
