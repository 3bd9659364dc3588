/**
 * Older events for the tape: when a reader comes near its end, and when what is loaded shows too little, as after an import of
 * a bot's past, which is hundreds of events that no tape shows.
 */
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { TradeEvent } from "fillcast";
import { useStatus } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";

/** Read at a time from the history. */
const READ_EVENTS = 500;
/** A tape with fewer rows looks further back by itself. */
const FEW_ROWS = 30;
/** But not for longer: what is wanted may be nowhere. */
const READS_MAX = 10;

/** Reads older events; one read at a time, none after the end. `shown` are the rows that the filter lets through. */
export function useOlder(shown: number, few = FEW_ROWS): () => void {
  const { feed, tape } = useSession();
  const { phase } = useStatus();
  // How far back the tape goes; what comes on top of it asks for nothing.
  const oldest = useSyncExternalStore(tape.subscribe, () => tape.view.rows.at(-1)?.event.seq ?? null);
  const state = useRef<"idle" | "reading" | "end">("idle");
  const reads = useRef(0);
  const older = useCallback(() => {
    const end = tape.view.rows.at(-1)?.event.seq;
    const epoch = feed.position?.epoch;
    if (state.current !== "idle" || end === undefined || epoch === undefined) return;
    if (end <= 1) {
      state.current = "end";
      return;
    }
    state.current = "reading";
    const from = Math.max(0, end - 1 - READ_EVENTS);
    void (async () => {
      const events: TradeEvent[] = [];
      try {
        const query = { after: { epoch, seq: from }, before: { epoch, seq: end }, limit: READ_EVENTS };
        for await (const event of feed.history(query)) events.push(event);
        // Before the tape changes, which may want the next part.
        state.current = events.length === 0 ? "end" : "idle";
        tape.addOlder(events);
      } catch {
        // Scrolling again asks again.
        state.current = "idle";
      }
    })();
  }, [feed, tape]);
  useEffect(() => {
    if (phase !== "live" || shown >= few || state.current !== "idle" || reads.current >= READS_MAX) return;
    if (oldest === null) return;
    reads.current += 1;
    older();
  }, [phase, shown, few, oldest, older]);
  return older;
}
