/**
 * Flow control of one subscriber, as values: what it was sent, what it has acknowledged, since when it was not heard. Sockets
 * take in everything that is sent to them, read or not, so this is what bounds a room's memory.
 */
import { DEBT_MAX_BYTES, HELD_MAX_SILENCE_MS, WINDOW_BYTES } from "@fillcast/protocol";

/** Frames sent one after the other, the last of them at `at`. */
interface Sent {
  /** What acknowledges them; 0 where nothing does. */
  through: number;
  at: number;
  bytes: number;
}
/** Frames up to this size together share one entry, so the lists stay short. */
const ENTRY_BYTES = 16 * 1024;

/** Changed in place: it is touched for every subscriber of every frame. */
export interface Flow {
  /** Sent and not acknowledged; only kept where the subscriber offered acks. */
  readonly unacked: Sent[];
  unackedBytes: number;
  /** Sent since the subscriber was last heard: its debt. */
  readonly unheard: Sent[];
  unheardBytes: number;
  /** ms since 1970. */
  heardAt: number;
}

/** What outlives a hibernation of a flow with acks. */
export interface Owed {
  /** What is not acknowledged, rounded up to a step below a full window, and exact from there on. */
  readonly bytes: number;
  /** When the oldest of it was sent, and when the subscriber was last heard; ms since 1970. */
  readonly sentAt: number;
  readonly heardAt: number;
}
/** What is owed is kept in steps of so much, begun ones as whole ones, so that most frames and acks write nothing. */
const OWED_STEP_BYTES = 16 * 1024;

/** What to keep of the flow; the present one as long as it says the same. */
export function keepOwed(flow: Flow, kept: Owed | undefined, nowMs: number): Owed {
  const { unackedBytes, heardAt } = flow;
  const isFull = unackedBytes >= WINDOW_BYTES;
  const steps = Math.max(1, Math.ceil(unackedBytes / OWED_STEP_BYTES));
  // Rounding fills no window: one that was not full has room for the next frame.
  const bytes = isFull ? unackedBytes : Math.min(steps * OWED_STEP_BYTES, WINDOW_BYTES - 1);
  const isHeard = !isFull || kept?.heardAt === heardAt;
  return kept?.bytes === bytes && isHeard ? kept : { bytes, sentAt: flow.unacked[0]?.at ?? nowMs, heardAt };
}

/** The flow of a subscriber that outlived its room's memory and was sent everything up to `told`. */
export function restoreFlow(owed: Owed | undefined, told: number, heardAt: number): Flow {
  const flow = createFlow(Math.max(heardAt, owed?.heardAt ?? 0));
  if (owed !== undefined) noteUnacked(flow, told, owed.bytes, owed.sentAt);
  return flow;
}

export function createFlow(nowMs: number): Flow {
  return { unacked: [], unackedBytes: 0, unheard: [], unheardBytes: 0, heardAt: nowMs };
}

/** Notes what was sent: the subscriber owes it until it is heard. */
export function noteSent(flow: Flow, bytes: number, nowMs: number): void {
  push(flow.unheard, 0, bytes, nowMs);
  flow.unheardBytes += bytes;
}

/** Notes that what was sent has to be acknowledged by `through`. */
export function noteUnacked(flow: Flow, through: number, bytes: number, nowMs: number): void {
  push(flow.unacked, through, bytes, nowMs);
  flow.unackedBytes += bytes;
}

/** Notes that the subscriber has taken in everything up to `seq`. */
export function noteAck(flow: Flow, seq: number): void {
  flow.unackedBytes -= dropWhile(flow.unacked, (sent) => sent.through <= seq);
}

/** Notes that the subscriber was heard at `at`: what was sent before is no debt any more. Returns the bytes forgiven. */
export function noteHeard(flow: Flow, at: number): number {
  flow.heardAt = Math.max(flow.heardAt, at);
  const forgiven = dropWhile(flow.unheard, (sent) => sent.at <= at);
  flow.unheardBytes -= forgiven;
  return forgiven;
}

/** When a subscriber behind its window will have been silent for too long, ms since 1970; null if it is not behind. */
export function silentAt(flow: Flow): number | null {
  if (flow.unackedBytes < WINDOW_BYTES) return null;
  return Math.max(flow.heardAt, flow.unacked[0]!.at) + HELD_MAX_SILENCE_MS + 1;
}

/** True where it was not heard for too long, since `sinceMs` at the earliest. */
export function isSilent(flow: Flow, nowMs: number, sinceMs = 0): boolean {
  return nowMs - Math.max(flow.heardAt, sinceMs) > HELD_MAX_SILENCE_MS;
}

export type FlowDecision = "send" | "hold" | "close";

/** What to do with the next frame of a subscriber. `listen` is called, at most once, where having heard it since would change the answer. */
export function decideFlow(flow: Flow, ack: boolean, nowMs: number, listen: () => void): FlowDecision {
  if (ack) {
    if (flow.unackedBytes < WINDOW_BYTES) return "send";
    // Who had nothing to acknowledge was not silent: it counts from what it was sent first.
    const sentAt = flow.unacked[0]!.at;
    if (isSilent(flow, nowMs, sentAt)) listen();
    return isSilent(flow, nowMs, sentAt) ? "close" : "hold";
  }
  if (flow.unheardBytes > DEBT_MAX_BYTES) listen();
  return flow.unheardBytes > DEBT_MAX_BYTES ? "close" : "send";
}

function push(list: Sent[], through: number, bytes: number, at: number): void {
  const last = list.at(-1);
  if (last !== undefined && last.bytes + bytes <= ENTRY_BYTES) {
    last.through = through;
    last.bytes += bytes;
    last.at = at;
  } else {
    list.push({ through, at, bytes });
  }
}

function dropWhile(list: Sent[], test: (sent: Sent) => boolean): number {
  let count = 0;
  let bytes = 0;
  while (count < list.length && test(list[count]!)) bytes += list[count++]!.bytes;
  if (count > 0) list.splice(0, count);
  return bytes;
}
