/**
 * How far the feed is behind the log, according to the head in pongs. This reveals even the loss of the last frame. Only
 * frames that move the reader count as progress: heartbeats may arrive every second after a frame that matters was lost.
 */
import { encodeFrame, type Position } from "@fillcast/protocol";
import type { SessionStep } from "./model.ts";
import { SAMPLE_EVERY_MS, STALL_LIVE_MS, STALL_REPLAY_MS } from "./timing.ts";

/** A pong says how far the log goes. It never moves the position; a reader that stays behind it without progress has lost a frame. */
export function takePong(s: SessionStep, head: Position): void {
  const { link } = s;
  if (link.pingedAt) s.effects.push({ kind: "answer", sent: link.pingedAt });
  link.pingedAt = undefined;
  link.head = head;
  // Slow handlers hold the server back: behind, but nothing is lost.
  if (link.stage !== "up" || link.fill || s.pending > 0 || isLevel(s)) return;
  // What a filter takes out is covered only now and then, or when a clock sample asks (PROTOCOL.md §7.6).
  if (isFiltered(s)) sampleClock(s, 0);
  s.due.stall ??= stallAt(s);
}

/** The reader has moved on: it is level with the newest pong, or gets its time once more. At the head, only `caught_up` is missing. */
export function noteProgress(s: SessionStep): void {
  if (isLevel(s)) delete s.due.stall;
  else if (s.due.stall && !hasReached(s)) s.due.stall = stallAt(s);
}

/** The room is awake now: a sample costs it nothing. */
export function sampleClock(s: SessionStep, everyMs: number = SAMPLE_EVERY_MS): void {
  // Without an earlier one the difference is NaN, which is not less.
  if (s.now - s.link.sampledAt! < everyMs) return;
  s.link.sampledAt = s.now;
  s.effects.push({ kind: "send", text: encodeFrame({ type: "ping", c: s.now }) });
}

/** What is not there may be taken out by a filter. */
export function isFiltered({ config: { filter } }: SessionStep): boolean {
  return Object.values(filter).some((list) => list?.length);
}

function stallAt({ now, link }: SessionStep): number {
  return now + (link.caughtUp ? STALL_LIVE_MS : STALL_REPLAY_MS);
}

function hasReached({ seen, link: { head } }: SessionStep): boolean {
  return !head || (head.epoch === seen?.epoch && head.seq <= seen.seq);
}

function isLevel(s: SessionStep): boolean {
  return Boolean(s.link.caughtUp) && hasReached(s);
}
