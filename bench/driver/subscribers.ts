/**
 * The dashboards of a run: sockets that note which events came in which order and when. All of them get the same frames, so
 * the first to see the n-th one parses it and the others compare bytes with it: nothing is taken on trust, and ten subscribers
 * cost the driver hardly more than one. A frame that differs is parsed on its own.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Carried, Channel, Wire } from "./wire.ts";

/** One message with events, as one or more subscribers got it. */
export interface Frame extends Carried {
  readonly bytes: Buffer;
}
export interface Receipt {
  readonly frame: Frame;
  /** `performance.now()` on arrival. */
  readonly atMs: number;
}

/** What a dashboard acknowledges, and after how long it does so however little came: the client library's own pace. */
const ACK_BYTES = 64 * 1024;
const ACK_AFTER_MS = 1_000;

export class Subscriber {
  readonly receipts: Receipt[] = [];
  eventCount = 0;
  /** Why the socket ended, if it did before the run was over. */
  fault: string | null = null;
  readonly opened: Promise<unknown>;
  readonly #channel: Channel;
  #unackedBytes = 0;
  #through = 0;
  #ackTimer: NodeJS.Timeout | null = null;

  /** Opens a connection. `frames` is what all subscribers of the run have been sent. */
  constructor({ url, wire, frames, acknowledgement }: Subscription) {
    const acknowledge = (): void => {
      if (this.#ackTimer) clearTimeout(this.#ackTimer);
      this.#ackTimer = null;
      this.#unackedBytes = 0;
      const text = acknowledgement(this.#through);
      if (text !== null) this.#channel.send(text);
    };
    const message = (bytes: Buffer): void => {
      const known = frames[this.receipts.length];
      const frame = known?.bytes.equals(bytes) ? known : toFrame(bytes, wire);
      if (frame === null) return;
      if (!known) frames.push(frame);
      this.receipts.push({ frame, atMs: performance.now() });
      this.eventCount += frame.ids.length;
      this.#through = frame.through;
      this.#unackedBytes += bytes.length;
      if (this.#unackedBytes >= ACK_BYTES) acknowledge();
      else this.#ackTimer ??= setTimeout(acknowledge, ACK_AFTER_MS);
    };
    this.#channel = wire.transport({ url }, { message, ended: (why) => (this.fault ??= why) });
    this.opened = this.#channel.opened;
  }

  close(): void {
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    this.#channel.close();
  }
}

function toFrame(bytes: Buffer, wire: Wire): Frame | null {
  const carried = wire.decode(bytes);
  return carried === null ? null : { bytes, ...carried };
}

interface Subscription {
  readonly url: string;
  readonly wire: Wire;
  readonly frames: Frame[];
  /** What tells the side how far the subscriber has read; null where nothing does. */
  readonly acknowledgement: (through: number) => string | null;
}

/** Sockets to one address at once: the system's queue of a listening socket is short. */
const OPENING_AT_ONCE = 200;

/** Opens `count` connections to one address; resolves when all are open. */
export async function openSubscribers(count: number, address: Omit<Subscription, "frames">): Promise<Subscriber[]> {
  const frames: Frame[] = [];
  const subscribers: Subscriber[] = [];
  while (subscribers.length < count) {
    const next = Array.from({ length: Math.min(OPENING_AT_ONCE, count - subscribers.length) }, () => {
      return new Subscriber({ ...address, frames });
    });
    subscribers.push(...next);
    await Promise.all(next.map(({ opened }) => opened));
  }
  return subscribers;
}

/**
 * Resolves when each subscriber has this many events, and also when nothing has come for `patienceMs`: what is missing then is for
 * reconciling to say. Rejects when one of the sockets has ended.
 */
export async function untilDelivered(
  subscribers: readonly Subscriber[],
  eventCount: number,
  patienceMs: number,
): Promise<void> {
  let receivedCount = -1;
  let progressAtMs = performance.now();
  while (!subscribers.every((subscriber) => subscriber.eventCount >= eventCount)) {
    const ended = subscribers.find((subscriber) => subscriber.fault !== null);
    if (ended) throw new Error(`a subscriber's socket ended: ${ended.fault}`);
    const count = subscribers.reduce((sum, subscriber) => sum + subscriber.eventCount, 0);
    if (count !== receivedCount) progressAtMs = performance.now();
    else if (performance.now() - progressAtMs > patienceMs) return;
    receivedCount = count;
    await sleep(2);
  }
}
