/** Reads older events from the history when a reader comes near the end of the tape; one read at a time, none after the end. */
import { useCallback, useRef } from "react";
import type { TradeEvent } from "fillcast";
import { useSession } from "../live/session-provider.tsx";

const READ_EVENTS = 500;

export function useOlder(): () => void {
  const { feed, tape } = useSession();
  const state = useRef<"idle" | "reading" | "end">("idle");
  return useCallback(() => {
    const oldest = tape.view.rows.at(-1)?.event.seq;
    const epoch = feed.position?.epoch;
    if (state.current !== "idle" || oldest === undefined || epoch === undefined) return;
    if (oldest <= 1) {
      state.current = "end";
      return;
    }
    state.current = "reading";
    const from = Math.max(0, oldest - 1 - READ_EVENTS);
    void (async () => {
      const events: TradeEvent[] = [];
      try {
        const query = { after: { epoch, seq: from }, before: { epoch, seq: oldest }, limit: READ_EVENTS };
        for await (const event of feed.history(query)) events.push(event);
        tape.addOlder(events);
        state.current = events.length === 0 ? "end" : "idle";
      } catch {
        // Scrolling again asks again.
        state.current = "idle";
      }
    })();
  }, [feed, tape]);
}
