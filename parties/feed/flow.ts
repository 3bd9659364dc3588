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
/** So many bytes share one entry, so that the lists stay short. */
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
