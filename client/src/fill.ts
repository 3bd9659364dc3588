/**
 * Filling a gap from history after a reset: page by page, each once the handlers have had the one before, while newer frames
 * wait. It ends with the gap closed or given up; either way the feed then goes on from the head that the server named. A page
 * is asked for without the filter, so that a hole in it shows.
 */
import { matchesFilter, type ServerFrame } from "@fillcast/protocol";
import { lose } from "./connection.ts";
import type { Draft, InputOf } from "./model.ts";
import { enqueue } from "./queue.ts";
import { FILL_TRIES } from "./timing.ts";

/** Asks for the next page, where a gap is to be filled and the handlers have had the last one. */
export function advanceFill(s: Draft): void {
  if (s.link.fill && s.pending === 0) s.effects.push({ kind: "fetch", after: s.seen! });
}

/**
 * A page has come, or could not be had: then the next connection tries again, or the gap stays and is said. Answers the
 * frames that waited, where the gap is done with.
 */
export function fillPage(s: Draft, { page, error }: InputOf<"page">): readonly ServerFrame[] {
  const { head, reason, held } = s.link.fill!;
  const from = s.seen!.seq;
  // Counted apart from failed connections: after a long outage the first page that fails is no reason to give up.
  if (error?.retryable && s.fillTries++ < FILL_TRIES) {
    lose(s, error.code, error.retryAfterMs);
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
  s.link.fill = undefined;
  s.seen = head;
  enqueue(s, { kind: "reset", reason, filled, position: head, size: 1 });
  return held;
}
