/**
 * A subscriber without our client library: a bare WebSocket that collects the events of a feed and checks nothing.
 */
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { decodeServerFrame, type FeedEvent, type ServerFrame } from "@fillcast/protocol";
import { WebSocket } from "ws";

export interface Subscriber {
  readonly frames: ServerFrame[];
  readonly events: FeedEvent[];
  /** Resolves when `done` holds; throws after `waitMs`. */
  until(done: (subscriber: Subscriber) => boolean, waitMs?: number): Promise<void>;
  close(): void;
}

/** Opens the live socket of `feed`; `query` has the parameters beside token and version. */
export async function subscribe(
  origin: string,
  feed: string,
  key: string,
  query: Record<string, string> = {},
): Promise<Subscriber> {
  const parameters = new URLSearchParams({ v: "1", token: key, ...query });
  const socket = new WebSocket(`${origin.replace("http", "ws")}/parties/feed/${feed}?${parameters}`);
  const frames: ServerFrame[] = [];
  const events: FeedEvent[] = [];
  socket.on("message", (data: Buffer) => {
    const frame = decodeServerFrame(data.toString());
    if (frame === null) return;
    frames.push(frame);
    if (frame.type === "events") events.push(...frame.events);
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  const subscriber: Subscriber = {
    frames,
    events,
    until: async (done, waitMs = 15_000) => {
      const deadline = Date.now() + waitMs;
      while (!done(subscriber)) {
        if (Date.now() > deadline) throw new Error(`Not within ${waitMs} ms; ${events.length} events so far.`);
        await delay(10);
      }
    },
    close: () => socket.terminate(),
  };
  return subscriber;
}
