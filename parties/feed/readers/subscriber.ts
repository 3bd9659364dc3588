/**
 * One live connection: what it asked for, how far it was sent, and how much it owes. The attachment is what outlives a
 * hibernation; everything else can be had again from the log.
 */
import type { Filter } from "@fillcast/protocol";
import { createFlow, keepOwed, restoreFlow, type Flow, type Owed } from "./flow.ts";
import type { Bucket } from "../quotas/bucket.ts";
import type { SubscribeRequest } from "../rpc.ts";

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

/** Raised when a room of the version before would misread an attachment. */
const ATTACHMENT_VERSION = 1;

/** Under 1 KiB but for long filters; the platform allows 16 KiB. */
export interface Attachment {
  /** Absent in the first version. */
  readonly v?: number;
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
  /** It asked for the state and misses some of what changed it: there was none for a while. */
  readonly lacksState?: boolean;
  /** With acks: what it was sent and has not acknowledged. Absent on sockets of an earlier build, which owe nothing. */
  readonly owed?: Owed;
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
  /** The highest seq that it has acknowledged, since the room woke. */
  acked: number;
  /** The head of an earlier life of the log that it was sent, whose acks may still be on their way. */
  formerHead: number;
  /** What it may send; full until its first frame. */
  frames: Bucket | undefined;
}

/** What the platform kept for a socket; null if a later build wrote it, or it is none of ours. */
export function decodeAttachment(kept: unknown): Attachment | null {
  if (typeof kept !== "object" || kept === null) return null;
  const attachment = kept as Attachment;
  if ((attachment.v ?? 1) > ATTACHMENT_VERSION || typeof attachment.keyId !== "string") return null;
  return attachment;
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
    acked: 0,
    formerHead: 0,
    frames: undefined,
  };
}

/** A connection that outlived its room's memory: it still owes acks. A debt without acks is forgiven: what was sent is on its way. */
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
    flow: restoreFlow(attachment.owed, told, heardAt),
    closed: false,
    latencyMs: null,
    acked: 0,
    formerHead: 0,
    frames: undefined,
  };
}

/** Writes the attachment if it no longer says what a wake has to know. */
export function saveSubscriber(subscriber: Subscriber, head: number, nowMs: number): void {
  const { attachment, caughtUp, flow } = subscriber;
  const owed = attachment.ack ? keepOwed(flow, attachment.owed, nowMs) : undefined;
  const told = subscriber.told === head ? null : subscriber.told;
  const scanned = subscriber.scanned === head ? null : subscriber.scanned;
  const lacksState = attachment.snapshot && subscriber.stateSeq < subscriber.scanned;
  const isSaved =
    told === attachment.told &&
    scanned === attachment.scanned &&
    caughtUp === attachment.caughtUp &&
    lacksState === (attachment.lacksState === true) &&
    owed === attachment.owed;
  if (isSaved) return;
  const { lacksState: _, owed: __, ...kept } = attachment;
  subscriber.attachment = {
    ...kept,
    told,
    scanned,
    caughtUp,
    ...(lacksState ? { lacksState } : {}),
    ...(owed === undefined ? {} : { owed }),
  };
  subscriber.socket.save(subscriber.attachment);
}
