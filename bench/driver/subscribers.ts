/**
 * The dashboards of a run: sockets that note which events came in which order and when. All of them get the same frames, so
 * the first to see the n-th one parses it and the others compare bytes with it: nothing is taken on trust, and ten subscribers
 * cost the driver hardly more than one. A frame that differs is parsed on its own.
 */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

/** One events frame, as one or more subscribers got it. */
export interface Frame {
  readonly bytes: Buffer;
  readonly ids: readonly string[];
  /** How far the side says that this frame goes; 0 where it does not number. */
  readonly through: number;
}
export interface Receipt {
  readonly frame: Frame;
  /** `performance.now()` on arrival. */
  readonly atMs: number;
}

/** What a dashboard acknowledges, and after how long it does so however little came: the client library's own pace. */
const ACK_BYTES = 64 * 1024;
const ACK_AFTER_MS = 1_000;
const EVENTS_PREFIX = Buffer.from('{"type":"events"');

export class Subscriber {
  readonly receipts: Receipt[] = [];
  eventCount = 0;
  /** Why the socket ended, if it did before the run was over. */
  fault: string | null = null;
  readonly #socket: WebSocket;
  #unackedBytes = 0;
  #through = 0;
  #ackTimer: NodeJS.Timeout | null = null;

  constructor(socket: WebSocket, frames: Frame[], acknowledgement: (through: number) => string | null) {
    this.#socket = socket;
    const acknowledge = (): void => {
      if (this.#ackTimer) clearTimeout(this.#ackTimer);
      this.#ackTimer = null;
      this.#unackedBytes = 0;
      const text = acknowledgement(this.#through);
      if (text !== null && socket.readyState === WebSocket.OPEN) socket.send(text);
    };
    socket.on("message", (bytes: Buffer) => {
      if (!bytes.subarray(0, EVENTS_PREFIX.length).equals(EVENTS_PREFIX)) return;
      const known = frames[this.receipts.length];
      const frame = known?.bytes.equals(bytes) ? known : decodeEvents(bytes);
      if (!known) frames.push(frame);
      this.receipts.push({ frame, atMs: performance.now() });
      this.eventCount += frame.ids.length;
      this.#through = frame.through;
      this.#unackedBytes += bytes.length;
      if (this.#unackedBytes >= ACK_BYTES) acknowledge();
      else this.#ackTimer ??= setTimeout(acknowledge, ACK_AFTER_MS);
    });
    socket.on("error", (error) => (this.fault ??= String(error)));
    socket.on("close", (code, reason) => (this.fault ??= `closed with ${code} ${reason.toString()}`));
  }

  close(): void {
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    this.#socket.removeAllListeners("close").terminate();
  }
}

function decodeEvents(bytes: Buffer): Frame {
  const { events, through } = JSON.parse(bytes.toString("utf8")) as { events: { id: string }[]; through?: number };
  return { bytes, ids: events.map(({ id }) => id), through: through ?? 0 };
}

/** Opens `count` sockets to one address; resolves when all are open. */
export async function openSubscribers(
  count: number,
  url: string,
  acknowledgement: (through: number) => string | null,
): Promise<Subscriber[]> {
  const frames: Frame[] = [];
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
      const subscriber = new Subscriber(socket, frames, acknowledgement);
      await once(socket, "open");
      return subscriber;
    }),
  );
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
