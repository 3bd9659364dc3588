/** Joins the page to its service worker for alerts, once there is one: no part of the first view waits for it. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useSession } from "../live/session-provider.tsx";

export function useWorkerLink(): void {
  const session = useSession();
  const [, navigate] = useLocation();
  const go = useRef(navigate);
  go.current = navigate;
  useEffect(() => {
    const end = new AbortController();
    const link = async (): Promise<void> => {
      const registration = await navigator.serviceWorker?.ready;
      const { linkWorker } = await import("../alerts/worker-link.ts");
      if (registration !== undefined && !end.signal.aborted)
        linkWorker(registration, session, (path) => go.current(path), end.signal);
    };
    // The script was lost on the way: a tap on an alert opens a page of its own.
    link().catch(() => undefined);
    return () => end.abort();
  }, [session]);
}
