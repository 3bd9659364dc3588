/**
 * The queue between socket and handlers, as the session counts it. Delivery is in its order, without exceptions, and the
 * feed is live when it is empty.
 */
import type { SessionStep, Item } from "./model.ts";
import { STABLE_MS } from "./timing.ts";

/** Queues an item for the handlers. */
export function enqueue(s: SessionStep, item: Item): void {
  s.pending += item.size;
  s.effects.push({ kind: "deliver", item });
}

/** The handlers stand at a position; null where they do not move. */
export function moveTo(s: SessionStep, position: SessionStep["position"]): void {
  if (!position || position === s.position) return;
  s.position = position;
  s.effects.push({ kind: "save" });
}

/** The feed is live once everything was handled that the server had when it said `caught_up`. */
export function settle(s: SessionStep): void {
  const { link } = s;
  if (!link.caughtUp || link.fill || s.pending > 0 || s.status.phase === "live") return;
  s.status = { phase: "live", attempt: s.failures + 1 };
  s.due.stable = s.now + STABLE_MS;
  moveTo(s, s.seen);
}
