/** Joins the page to its service worker for alerts, once there is one: no part of the first view waits for it. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useSession } from "../live/session-provider.tsx";

export function useWorkerLink(): void {
  const { feed } = useSession().credentials;
  const [, navigate] = useLocation();
  const go = useRef(navigate);
  go.current = navigate;
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    void navigator.serviceWorker?.ready
      .then(async (registration) => {
        const { linkWorker } = await import("../alerts/worker-link.ts");
        if (!signal.aborted) linkWorker(registration, { feed, go: (path) => go.current(path), signal });
        return undefined;
      })
      // The script was lost on the way: a tap on an alert opens a page of its own.
      .catch(() => undefined);
    return () => end.abort();
  }, [feed]);
}
