/**
 * The client in workerd, which has its own WebSocket, its own event listeners and no document: over a socket, and over an event
 * stream, to the real Worker and room.
 */
import { exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConnectOptions, Feed } from "../../../../client/src/api.ts";
import { connect } from "../../../../client/src/feed.ts";
import { logSteps } from "../../../../client/src/debug.ts";
import { eventStream } from "../../../../client/src/sse.ts";
import { createFeed, issueKey, send, type CreatedFeed } from "../../edge.ts";

const feeds: Feed[] = [];
let alice: CreatedFeed;
let publisher: string;
beforeEach(async () => {
  alice = await createFeed(`client-in-workerd-${crypto.randomUUID()}`);
  publisher = (await issueKey(alice, { scope: "publish", bot: "spot" })).key;
});
afterEach(() => feeds.splice(0).forEach((feed) => feed.close()));

const ask = ((url: string, init?: RequestInit) => exports.default.fetch(url, init)) as typeof fetch;

/** A WebSocket that reaches the Worker without a network. */
class LocalSocket extends EventTarget {
  readyState = 0;
  #peer: WebSocket | null = null;

  constructor(url: string) {
    super();
    void this.#open(url.replace(/^ws/, "http"));
  }

  async #open(url: string): Promise<void> {
    const { webSocket } = await exports.default.fetch(url, { headers: { Upgrade: "websocket" } });
    this.#peer = webSocket!;
    this.#peer.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })));
    this.#peer.addEventListener("close", ({ code, reason }) => {
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent("close", { code, reason }));
    });
    this.#peer.accept();
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  send(text: string): void {
    this.#peer?.send(text);
  }

  close(code?: number, reason?: string): void {
    this.readyState = 3;
    this.#peer?.close(code, reason);
  }
}

function NoSocket(): void {
  throw new Error("blocked");
}

async function publish(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => ({ type: "x-test", data: {} }));
  const answer = await send("POST", "/v1/events", publisher, events);
  if (answer.status !== 200) throw new Error(await answer.text());
}

function open(options: Partial<ConnectOptions>): { readonly feed: Feed; readonly seqs: number[] } {
  const feed = connect({
    url: "https://edge.test",
    feed: alice.feed,
    token: alice.key,
    fetch: ask,
    pauses: { firstMs: 100, maxMs: 100 },
    ...options,
  });
  feeds.push(feed);
  const seqs: number[] = [];
  feed.on("event", ({ seq }) => void seqs.push(seq));
  return { feed, seqs };
}

describe("connect in workerd", () => {
  test("goes live over a WebSocket", async () => {
    const { feed, seqs } = open({ WebSocket: LocalSocket as never });
    await feed.caughtUp();
    await publish(3);
    await vi.waitFor(() => expect(seqs).toEqual([1, 2, 3]));
  });

  test("goes over to an event stream where no WebSocket gets through, and on with the same promises", async () => {
    await publish(2);
    const { feed, seqs } = open({
      WebSocket: NoSocket as never,
      fallback: eventStream,
      state: true,
      start: { tail: 10 },
    });
    const codes: string[] = [];
    feed.on("error", ({ code }) => void codes.push(code));
    await feed.caughtUp();
    expect(codes).toEqual(["websocket-blocked"]);
    expect(seqs).toEqual([1, 2]);
    await publish(1);
    await publish(2);
    await vi.waitFor(() => expect(seqs).toEqual([1, 2, 3, 4, 5]));
    await vi.waitFor(() => expect(Object.keys(feed.state?.bots ?? {})).toEqual(["spot"]));
    const at = feed.position;
    feed.reconnect();
    await publish(1);
    await vi.waitFor(() => expect(seqs).toEqual([1, 2, 3, 4, 5, 6]));
    expect(feed.position).toEqual({ ...at, seq: 6 });
  });

  test("keeps a filter over an event stream, and knows how far the log went", async () => {
    const { feed, seqs } = open({ WebSocket: NoSocket as never, fallback: eventStream, filter: { types: ["signal"] } });
    await feed.caughtUp();
    await publish(300);
    await send("POST", "/v1/events", publisher, { type: "signal" });
    await vi.waitFor(() => expect(seqs).toEqual([301]));
    expect(feed.position?.seq).toBe(301);
  });

  test("says what an event stream is refused for, as the socket would", async () => {
    const { feed } = open({ WebSocket: NoSocket as never, fallback: eventStream, token: "no-key" });
    await vi.waitFor(() => expect(feed.status.phase).toBe("failed"));
    expect(feed.status).toMatchObject({ error: { code: "unauthenticated", closeCode: 4501 } });
  });

  test("is written down step by step, without its key", async () => {
    const lines: string[] = [];
    const { feed } = open({ WebSocket: LocalSocket as never });
    feed.on(
      "debug",
      logSteps((line) => void lines.push(line)),
    );
    await feed.caughtUp();
    await publish(1);
    await vi.waitFor(() => expect(feed.position?.seq).toBe(1));
    const log = lines.join("\n");
    expect(log).toContain('← text {"type":"welcome"');
    expect(log).toContain("→ send ping");
    expect(log).toMatch(/^\d\d:\d\d:\d\d\.\d\d\d live ← delivered/m);
    expect(log).not.toContain(alice.key);
  });
});
