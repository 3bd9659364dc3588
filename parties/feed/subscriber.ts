/**
 * One live connection: what it asked for, how far it was told, and how much it owes. The attachment is what outlives a
 * hibernation; everything else can be had again from the log.
 */
import type { Filter } from "@fillcast/protocol";
import { createFlow, type Flow } from "./flow.ts";
import type { SubscribeRequest } from "./rpc.ts";

/** The socket as the room's modules see it. */
export interface Socket {
  readonly id: string;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** When the platform last answered its `ping` text, ms since 1970. */
  lastPingAt(): number | null;
  /** Bytes that the runtime holds for it; 0 where the runtime does not say. */
  bufferedBytes(): number;
  /** Keeps the attachment across hibernation; not a storage write. */
  save(attachment: Attachment): void;
}

/** Under 1 KiB but for long filters; the platform allows 16 KiB. */
export interface Attachment {
  readonly keyId: string;
  /** The end of the key behind the socket, ms since 1970. */
  readonly expiresAt?: number;
  readonly filter?: Filter;
  readonly snapshot: boolean;
  readonly ack: boolean;
  readonly colo?: string;
  readonly openedAt: number;
  /** `told` and `scanned` where they are not the head: it is filtered, replaying or held. */
  readonly told: number | null;
  readonly scanned: number | null;
  readonly caughtUp: boolean;
}

export interface Subscriber {
  readonly socket: Socket;
  attachment: Attachment;
  /** Frames covered everything up to here: the reader's position once it has them. */
  told: number;
  /** The log was gone through up to here for it; ahead of `told` only by what its filter took out since. */
  scanned: number;
  /** The seq of the state that it has, by its last snapshot and the patches since; only kept where it asked for one. */
  stateSeq: number;
  /** `caught_up` was sent: what follows is live. */
  caughtUp: boolean;
  readonly flow: Flow;
  /** Set once it was closed or found gone: nothing is sent to it any more. */
  closed: boolean;
  /** The reader's own figure, from its last ack. */
  latencyMs: number | null;
}

/** A new connection, which knows nothing yet. */
export function createSubscriber(socket: Socket, request: SubscribeRequest, told: number, nowMs: number): Subscriber {
  const { keyId, expiresAt, filter, snapshot, ack, colo } = request;
  const attachment: Attachment = {
    keyId,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(filter === undefined ? {} : { filter }),
    ...(colo === undefined ? {} : { colo }),
    snapshot,
    ack,
    openedAt: nowMs,
    told,
    scanned: told,
    caughtUp: false,
  };
  return {
    socket,
    attachment,
    told,
    scanned: told,
    stateSeq: 0,
    caughtUp: false,
    flow: createFlow(nowMs),
    closed: false,
    latencyMs: null,
  };
}

/** A connection that outlived its room's memory. What it was sent and not acknowledged is forgiven: nothing was sent while the room slept. */
export function restoreSubscriber(socket: Socket, attachment: Attachment, head: number): Subscriber {
  const told = attachment.told ?? head;
  const scanned = attachment.scanned ?? head;
  const heardAt = Math.max(attachment.openedAt, socket.lastPingAt() ?? 0);
  // Who was level had every patch; anybody else gets a new snapshot when it is.
  const stateSeq = scanned === head ? head : 0;
  return {
    socket,
    attachment,
    told,
    scanned,
    stateSeq,
    caughtUp: attachment.caughtUp,
    flow: createFlow(heardAt),
    closed: false,
    latencyMs: null,
  };
}

/** Writes the attachment where it no longer says what a wake has to know. */
export function saveSubscriber(subscriber: Subscriber, head: number): void {
  const { attachment, caughtUp } = subscriber;
  const told = subscriber.told === head ? null : subscriber.told;
  const scanned = subscriber.scanned === head ? null : subscriber.scanned;
  if (told === attachment.told && scanned === attachment.scanned && caughtUp === attachment.caughtUp) return;
  subscriber.attachment = { ...attachment, told, scanned, caughtUp };
  subscriber.socket.save(subscriber.attachment);
}
