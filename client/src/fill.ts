/**
 * Filling a gap from history after a reset: page by page, each once the handlers have had the one before, while newer frames
 * wait. It ends with the gap closed or given up; either way the feed then goes on from the head that the server named. A page
 * is asked for without the filter, so that a hole in it shows.
 */
import { matchesFilter, type ServerFrame } from "@fillcast/protocol";
import { backoffMs } from "./connection.ts";
import type { Draft, Input } from "./model.ts";
import { enqueue } from "./queue.ts";
import { FILL_TRIES } from "./timing.ts";

/** Asks for the next page, where a gap is to be filled, none is asked for, and the handlers have had the last one. */
export function advanceFill(s: Draft): void {
  const { fill } = s.link;
  if (!fill || fill.busy || s.pending > 0 || s.due.fill) return;
  s.link.fill = { ...fill, busy: true };
  s.effects.push({ kind: "fetch", generation: s.generation, after: s.seen! });
}

/** A page has come, or could not be had. Answers the frames that waited, where the gap is done with. */
export function fillPage(s: Draft, { page, retryAfterMs }: Input & { kind: "page" }): readonly ServerFrame[] {
  const fill = s.link.fill!;
  const { head, reason, held } = fill;
  const from = s.seen!.seq;
  const tries = fill.tries + 1;
  if (!page && retryAfterMs !== null && tries < FILL_TRIES) {
    s.link.fill = { ...fill, tries, busy: false };
    s.due.fill = s.now + retryAfterMs + backoffMs(s, tries);
    return [];
  }
  const events = page?.events.filter(({ seq }) => seq > from && seq <= head.seq) ?? [];
  const whole =
    page?.epoch === head.epoch && events.length > 0 && events.every(({ seq }, index) => seq === from + 1 + index);
  if (page && whole) {
    s.seen = { epoch: head.epoch, seq: from + events.length };
    enqueue(s, {
      kind: "events",
      events: events.filter((event) => matchesFilter(s.config.filter, event)),
      replay: true,
      position: s.seen,
      size: page.size,
    });
    if (s.seen.seq < head.seq) {
      s.link.fill = { ...fill, tries: 0, busy: false };
      return [];
    }
  }
  s.link.fill = undefined;
  s.seen = head;
  enqueue(s, { kind: "reset", reason, filled: whole, position: head, size: 1 });
  return held;
}
