/**
 * How connections come and go: the welcome and where a subscription begins, frames from clients, restoring after a nap.
 */
import {
  CLIENT_FRAME_MAX_CHARS,
  CLOSE,
  PROTOCOL_VERSION,
  SUBSCRIBERS_MAX,
  SUBSCRIBER_LIMIT_RETRY_MS,
  UNACKED_REPLAY_MAX_BYTES,
  decodeClientFrame,
  encodeFrame,
  type CloseCode,
  type DecodedClientFrame,
  type QuotaScope,
  type ResetReason,
} from "@fillcast/protocol";
import type { Fanout } from "./fanout.ts";
import { noteAck } from "./flow.ts";
import type { Log } from "../log/log.ts";
import { chainToHex } from "../../../archive/chain.ts";
import { refill, take } from "../quotas/bucket.ts";
import type { FeedQuotas } from "../quotas/quotas.ts";
import { decideBeginning, type Beginning } from "./resume.ts";
import type { SubscribeRequest } from "../rpc.ts";
import {
  createSubscriber,
  restoreSubscriber,
  saveSubscriber,
  type Attachment,
  type Socket,
  type Subscriber,
} from "./subscriber.ts";
import type { Subscribers } from "./subscribers.ts";

/** A client that sends this fast has a mistake: it comes back no sooner. */
const FRAMES_RETRY_MS = 5_000;

/** What connections are led by. */
export interface AudienceParts {
  readonly epoch: string;
  readonly log: Log;
  readonly subscribers: Subscribers;
  readonly quotas: FeedQuotas;
  readonly fanout: Fanout;
}

export class Audience {
  readonly #epoch: string;
  readonly #log: Log;
  readonly #subscribers: Subscribers;
  readonly #fanout: Fanout;
  readonly #quotas: FeedQuotas;

  constructor({ epoch, log, subscribers, quotas, fanout }: AudienceParts) {
    this.#epoch = epoch;
    this.#log = log;
    this.#subscribers = subscribers;
    this.#fanout = fanout;
    this.#quotas = quotas;
  }

  /** Welcomes a socket and leads it to the head, in one step with the decision where it begins. */
  subscribe(socket: Socket, request: SubscribeRequest, nowMs: number): void {
    const { seq: head } = this.#log.head;
    const beginning = this.#begin(request, nowMs);
    const subscriber = createSubscriber(socket, request, beginning.kind === "from" ? beginning.after : head, nowMs);
    socket.save(subscriber.attachment);
    this.#subscribers.add(subscriber);
    this.#subscribers.say(subscriber, this.#welcome(socket.id, request, beginning, nowMs), nowMs);
    if (request.snapshot) this.#fanout.sayState(subscriber, nowMs);
    if (beginning.kind === "reset") this.#subscribers.say(subscriber, this.#reset(beginning.reason), nowMs);
    this.#fanout.advance(subscriber, nowMs);
    this.#fanout.goOn(nowMs);
  }

  #welcome(connection: string, { start }: SubscribeRequest, beginning: Beginning, nowMs: number): string {
    const { seq: head, chain } = this.#log.head;
    const resumed = start.kind === "resume";
    return encodeFrame({
      type: "welcome",
      v: PROTOCOL_VERSION,
      connection,
      epoch: this.#epoch,
      head,
      oldest: this.#log.oldest,
      chain: chainToHex(chain),
      resumed,
      recovered: resumed && beginning.kind === "from",
      now: nowMs,
    });
  }

  #reset(reason: ResetReason): string {
    const { head, oldest } = this.#log;
    return encodeFrame({ type: "reset", reason, epoch: this.#epoch, head: head.seq, oldest });
  }

  #begin({ start, ack }: SubscribeRequest, nowMs: number): Beginning {
    const window = {
      epoch: this.#epoch,
      head: this.#log.head.seq,
      oldest: this.#log.oldest,
      seqBefore: (at: number) => this.#log.seqBefore(at),
      tooFar: (after: number) => this.#log.exceeds(after, UNACKED_REPLAY_MAX_BYTES),
    };
    return decideBeginning(start, ack, window, nowMs);
  }

  /** How one more socket of a key is refused, after those who are silent were closed; null if there is room for it. */
  refuse(keyId: string, nowMs: number): { readonly code: CloseCode; readonly retryAfterMs: number } | null {
    if (this.#findLimit(keyId) === null) return null;
    this.#subscribers.reapSilent(nowMs);
    const limit = this.#findLimit(keyId);
    if (limit === null) return null;
    if (limit === "room") return { code: CLOSE.subscriberLimit, retryAfterMs: SUBSCRIBER_LIMIT_RETRY_MS };
    this.#quotas.noteLimited(keyId, "sockets", limit, nowMs);
    return { code: CLOSE.rateLimited, retryAfterMs: SUBSCRIBER_LIMIT_RETRY_MS };
  }

  #findLimit(keyId: string): QuotaScope | "room" | null {
    const { size, perKey } = this.#subscribers;
    if (size >= SUBSCRIBERS_MAX) return "room";
    return this.#quotas.socketQuota(perKey.get(keyId) ?? 0, size);
  }

  /** A connection that outlived the room's memory. */
  restore(socket: Socket, attachment: Attachment): void {
    this.#subscribers.add(restoreSubscriber(socket, attachment, this.#log.head.seq));
  }

  /** One frame of a client; malformed ones end the connection, unknown types are for a later version. */
  receive(connection: string, message: string | ArrayBuffer | ArrayBufferView, nowMs: number): void {
    const subscriber = this.#subscribers.get(connection);
    if (subscriber === undefined) return;
    this.#subscribers.heard(subscriber, nowMs);
    const isText = typeof message === "string" && message.length <= CLIENT_FRAME_MAX_CHARS;
    const frame = isText ? decodeClientFrame(message) : ({ type: "malformed" } as const);
    if (!this.#isPaid(subscriber, frame, nowMs)) return;
    const isOfSeqs = frame.type !== "ack" || frame.seq <= Math.max(this.#log.head.seq, subscriber.formerHead);
    if (frame.type === "malformed" || !isOfSeqs) {
      this.#subscribers.close(subscriber, CLOSE.malformedFrame);
      return;
    }
    this.#take(subscriber, frame, nowMs);
    if (subscriber.scanned < this.#log.head.seq) this.#fanout.advance(subscriber, nowMs);
    else if (frame.type === "ping") this.#fanout.cover(subscriber, nowMs);
    if (!subscriber.closed) saveSubscriber(subscriber, this.#log.head.seq, nowMs);
    this.#fanout.goOn(nowMs);
  }

  #take(subscriber: Subscriber, frame: Exclude<DecodedClientFrame, { type: "malformed" }>, nowMs: number): void {
    switch (frame.type) {
      case "ping":
        this.#subscribers.say(subscriber, encodeFrame({ type: "pong", c: frame.c, s: nowMs }), nowMs);
        break;
      case "ack":
        noteAck(subscriber.flow, frame.seq);
        if (frame.latency !== undefined) subscriber.latencyMs = frame.latency;
        break;
      case "unknown":
        break;
    }
  }

  /**
   * False for a frame beyond the socket's rate, which is then closed. An ack of something new is free: a fast replay has many,
   * and each stands for what the room has sent.
   */
  #isPaid(subscriber: Subscriber, frame: DecodedClientFrame, nowMs: number): boolean {
    if (frame.type === "ack" && frame.seq > subscriber.acked && frame.seq <= subscriber.told) {
      subscriber.acked = frame.seq;
      return true;
    }
    const rate = this.#quotas.frameRate;
    if (rate.burst === Infinity) return true;
    const taken = take(refill(subscriber.frames, rate, nowMs), rate, 1);
    if (taken.kind === "taken") {
      subscriber.frames = taken.bucket;
      return true;
    }
    this.#quotas.noteLimited(subscriber.attachment.keyId, "framesPerSecond", "key", nowMs);
    this.#subscribers.close(subscriber, CLOSE.rateLimited, FRAMES_RETRY_MS);
    return false;
  }

  /** Tells everybody that their position is of no use any more: they are live from the head. */
  resetAll(reason: ResetReason, nowMs: number): void {
    const { seq: head } = this.#log.head;
    const frame = this.#reset(reason);
    for (const subscriber of this.#subscribers.all()) {
      this.#subscribers.say(subscriber, frame, nowMs);
      subscriber.formerHead = Math.max(subscriber.formerHead, subscriber.told);
      subscriber.told = head;
      subscriber.scanned = head;
      subscriber.stateSeq = 0;
      subscriber.caughtUp = false;
      if (subscriber.attachment.snapshot) this.#fanout.sayState(subscriber, nowMs);
      // Says caught_up, since the head is where it stands.
      this.#fanout.advance(subscriber, nowMs);
    }
  }

  leave(connection: string): void {
    const subscriber = this.#subscribers.get(connection);
    if (subscriber !== undefined) this.#subscribers.remove(subscriber);
  }
}
