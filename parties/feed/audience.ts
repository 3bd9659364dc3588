/**
 * How connections come and go: the welcome and where a subscription begins, frames from clients, restoring after a nap.
 */
import {
  CLIENT_FRAME_MAX_CHARS,
  CLOSE,
  PROTOCOL_VERSION,
  SUBSCRIBERS_MAX,
  UNACKED_REPLAY_MAX_BYTES,
  decodeClientFrame,
  encodeFrame,
  type ResetReason,
} from "@fillcast/protocol";
import type { Fanout } from "./fanout.ts";
import { noteAck } from "./flow.ts";
import type { Log } from "./log.ts";
import { chainToHex } from "../../src/archive/chain.ts";
import { decideBeginning, type Beginning } from "./resume.ts";
import type { SubscribeRequest } from "./rpc.ts";
import { createSubscriber, restoreSubscriber, type Attachment, type Socket } from "./subscriber.ts";
import type { Subscribers } from "./subscribers.ts";

export class Audience {
  readonly #epoch: string;
  readonly #log: Log;
  readonly #subscribers: Subscribers;
  readonly #fanout: Fanout;

  constructor(epoch: string, log: Log, subscribers: Subscribers, fanout: Fanout) {
    this.#epoch = epoch;
    this.#log = log;
    this.#subscribers = subscribers;
    this.#fanout = fanout;
  }

  /** Welcomes a socket and leads it to the head, in one step with the decision where it begins. */
  subscribe(socket: Socket, request: SubscribeRequest, nowMs: number): void {
    const { seq: head, chain } = this.#log.head;
    const { oldest } = this.#log;
    const epoch = this.#epoch;
    const beginning = this.#begin(request, nowMs);
    const subscriber = createSubscriber(socket, request, beginning.kind === "from" ? beginning.after : head, nowMs);
    socket.save(subscriber.attachment);
    this.#subscribers.add(subscriber);
    const resumed = request.start.kind === "resume";
    this.#subscribers.say(
      subscriber,
      encodeFrame({
        type: "welcome",
        v: PROTOCOL_VERSION,
        connection: socket.id,
        epoch,
        head,
        oldest,
        chain: chainToHex(chain),
        resumed,
        recovered: resumed && beginning.kind === "from",
        now: nowMs,
      }),
      nowMs,
    );
    if (request.snapshot) this.#fanout.sayState(subscriber, nowMs);
    if (beginning.kind === "reset") {
      const reset = encodeFrame({ type: "reset", reason: beginning.reason, epoch, head, oldest });
      this.#subscribers.say(subscriber, reset, nowMs);
    }
    this.#fanout.advance(subscriber, nowMs);
    this.#fanout.goOn(nowMs);
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

  /** False at the limit, after those who are silent were closed. */
  hasRoom(nowMs: number): boolean {
    if (this.#subscribers.size < SUBSCRIBERS_MAX) return true;
    this.#subscribers.reapSilent(nowMs);
    return this.#subscribers.size < SUBSCRIBERS_MAX;
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
      case "malformed":
        this.#subscribers.close(subscriber, CLOSE.malformedFrame);
        return;
    }
    if (subscriber.scanned < this.#log.head.seq) this.#fanout.advance(subscriber, nowMs);
    else if (frame.type === "ping") this.#fanout.cover(subscriber, nowMs);
    this.#fanout.goOn(nowMs);
  }

  /** Tells everybody that their position is of no use any more: they are live from the head. */
  resetAll(reason: ResetReason, nowMs: number): void {
    const { seq: head } = this.#log.head;
    const frame = encodeFrame({ type: "reset", reason, epoch: this.#epoch, head, oldest: this.#log.oldest });
    for (const subscriber of this.#subscribers.all()) {
      this.#subscribers.say(subscriber, frame, nowMs);
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
