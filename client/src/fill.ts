/**
 * Fills a gap from history after a reset, page by page. The next page is fetched when the handlers have finished with the
 * one before; newer frames wait. At the end, the gap is closed or given up, and the feed continues from the head that the
 * server named. Pages are fetched without the filter, so that a hole shows.
 */
import { matchesFilter, type ServerFrame } from "@fillcast/protocol";
import { lose } from "./connection.ts";
import type { SessionStep, InputOf } from "./model.ts";
import { enqueue } from "./queue.ts";
import { FILL_TRIES } from "./timing.ts";

/** Asks for the next page, where a gap is to be filled and the handlers have had the last one. */
export function advanceFill(s: SessionStep): void {
  if (s.link.fill && s.pending === 0) s.effects.push({ kind: "fetch", after: s.seen! });
}

/**
 * A page has come, or could not be had: then the next connection tries again, or the gap stays and is said. Answers the
 * frames that waited, where the gap is done with.
 */
export function fillPage(s: SessionStep, { page, error }: InputOf<"page">): readonly ServerFrame[] {
  const { head, reason, held } = s.link.fill!;
  const from = s.seen!.seq;
  // Counted apart from failed connections: after a long outage the first page that fails is no reason to give up.
  if (error?.retryable && s.fillTries++ < FILL_TRIES) {
    lose(s, error.code, error.retryAfterMs, error);
    return [];
  }
  const events = page?.events.filter(({ seq }) => seq > from && seq <= head.seq) ?? [];
  const filled =
    events.length > 0 &&
    page!.head.startsWith(head.epoch) &&
    events.every(({ seq }, index) => seq === from + 1 + index);
  s.fillTries = 0;
  if (filled) {
    s.seen = { ...head, seq: from + events.length };
    enqueue(s, {
      kind: "events",
      events: events.filter((event) => matchesFilter(s.config.filter, event)),
      replay: true,
      position: s.seen,
      size: page!.size,
    });
    if (s.seen.seq < head.seq) return [];
  }
  if (error) s.effects.push({ kind: "error", error });
  s.link.fill = undefined;
  s.seen = head;
  enqueue(s, { kind: "reset", reason, filled, position: head, isNewLog: false, size: 1 });
  return held;
}
