/**
 * The queue between the socket and the handlers, as the session counts it. Its order is the order of delivery: nothing goes
 * around it, and the feed is live when it has run dry.
 */
import type { Draft, Item } from "./model.ts";
import { STABLE_MS } from "./timing.ts";

/** Queues an item for the handlers. */
export function enqueue(s: Draft, item: Item): void {
  s.pending += item.size;
  s.effects.push({ kind: "deliver", item });
}

/** The handlers stand at a position; null where they do not move. */
export function moveTo(s: Draft, position: Draft["position"]): void {
  if (!position || position === s.position) return;
  s.position = position;
  s.effects.push({ kind: "save" });
}

/** The feed is live once everything was handled that the server had when it said `caught_up`. */
export function settle(s: Draft): void {
  const { link } = s;
  if (!link.caughtUp || link.fill || s.pending > 0 || s.status.phase === "live") return;
  s.status = { phase: "live", attempt: s.failures + 1 };
  s.due.stable = s.now + STABLE_MS;
  moveTo(s, s.seen);
}
