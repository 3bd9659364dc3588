/**
 * What the handlers have had, and what of that the server is told. The server holds back beyond its window of un-acked bytes,
 * so slow handlers bound the memory.
 */
import { advanceFill } from "./fill.ts";
import type { Draft, InputOf } from "./model.ts";
import { moveTo, settle } from "./queue.ts";
import { ACK_BYTES, ACK_MS } from "./timing.ts";

/** The handlers have had an item, or a part of it: the position moves and is saved; acks and the reading of a gap go on. */
export function delivered(s: Draft, { position, size }: InputOf<"delivered">): void {
  const { link } = s;
  s.pending -= size;
  moveTo(s, position);
  if (link.stage !== "up") return;
  link.unackedBytes = (link.unackedBytes ?? 0) + size;
  // A replay goes on with the ack: for a filter the server counts what it went through, and little of that is in a frame.
  if (link.unackedBytes >= ACK_BYTES || (size > 0 && !link.caughtUp)) sendAck(s);
  else s.due.ack ??= s.now + ACK_MS;
  advanceFill(s);
  settle(s);
}

/** Tells the server what the handlers have had. */
export function sendAck(s: Draft): void {
  s.link.unackedBytes = 0;
  delete s.due.ack;
  if (s.position) s.effects.push({ kind: "ack", seq: s.position.seq });
}
