/**
 * Feeds and sockets for the runtime tests, straight to the room.
 */
import { env } from "cloudflare:workers";
import { decodeServerFrame, type ServerFrame } from "@fillcast/protocol";
import { RPC_VERSION, SUBSCRIBE_HEADER, type SubscribeRequest } from "../../parties/feed/rpc.ts";

export const KEY_ID = "first-key";

/** Creates a feed without quotas in its room, and returns the epoch. */
export async function createFeed(feed: string): Promise<string> {
  const answer = await env.Feed.getByName(feed).create({
    v: RPC_VERSION,
    feed,
    region: "auto",
    limits: "none",
    key: { id: KEY_ID, scope: "owner", createdAt: Date.now() },
  });
  if (answer.kind !== "created") throw new Error(answer.problem.detail);
  return answer.epoch;
}

/** A client socket that keeps what it was sent. */
export class TestSocket {
  readonly raw: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly texts: string[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  #wake: () => void = () => {};

  constructor(raw: WebSocket) {
    this.raw = raw;
    raw.addEventListener("message", ({ data }) => {
      const text = data as string;
      this.texts.push(text);
      const frame = decodeServerFrame(text);
      if (frame !== null) this.frames.push(frame);
      this.#wake();
    });
    raw.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    raw.accept();
  }

  of<Type extends ServerFrame["type"]>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<ServerFrame, { type: Type }>[];
  }

  /** Resolves once the condition holds; the test's own time limit bounds the wait. */
  async until(condition: (frames: readonly ServerFrame[]) => boolean): Promise<void> {
    while (!condition(this.frames)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Upgrades at the room itself, as the edge does after its checks. */
export async function openSocket(feed: string, wishes: Partial<SubscribeRequest> = {}): Promise<TestSocket> {
  const request: SubscribeRequest = {
    v: RPC_VERSION,
    keyId: KEY_ID,
    start: { kind: "live" },
    snapshot: false,
    ack: false,
    ...wishes,
  };
  const response = await env.Feed.getByName(feed).fetch("https://room/", {
    headers: { Upgrade: "websocket", [SUBSCRIBE_HEADER]: JSON.stringify(request) },
  });
  if (response.webSocket === null) throw new Error(`no socket: ${response.status}`);
  return new TestSocket(response.webSocket);
}
