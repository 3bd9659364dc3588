/**
 * The Worker as its users see it: requests over its own handler, feeds and keys made the way an operator makes them.
 */
import { env, exports } from "cloudflare:workers";
import type { FeedEvent } from "@fillcast/protocol";
import { TestSocket } from "./support.ts";

/** One request to the Worker. */
export function call(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(`https://edge.test${path}`, init);
}

/** A request with a key as Bearer and, where there is one, a JSON body. */
export function send(method: string, path: string, key: string, body?: unknown, headers: Record<string, string> = {}) {
  const init: RequestInit = {
    method,
    headers: {
      Authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
  };
  return call(
    path,
    body === undefined ? init : { ...init, body: typeof body === "string" ? body : JSON.stringify(body) },
  );
}

export interface CreatedFeed {
  readonly feed: string;
  readonly region: string;
  readonly epoch: string;
  readonly id: string;
  readonly key: string;
}

let feeds = 0;
/** A feed's name that no other test of the file has. */
export function nextFeed(): string {
  return `feed-${++feeds}`;
}

export async function createFeed(feed = nextFeed()): Promise<CreatedFeed> {
  const answer = await send("POST", "/v1/feeds", env.ADMIN_TOKEN, { feed, region: "auto" });
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json<CreatedFeed>();
}

export interface IssuedKey {
  readonly id: string;
  readonly key: string;
}

export async function issueKey({ feed, key }: CreatedFeed, wish: object): Promise<IssuedKey> {
  const answer = await send("POST", `/v1/feeds/${feed}/keys`, key, wish);
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json<IssuedKey>();
}

/** Opens the live socket; refused or not, an upgrade is answered with one. */
export async function openSocket(path: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  const answer = await call(path, { headers: { Upgrade: "websocket", ...headers } });
  if (answer.webSocket === null) throw new Error(`no socket: ${answer.status} ${await answer.text()}`);
  return new TestSocket(answer.webSocket);
}

/** The status and the problem's slug. */
export async function problemOf(answer: Response): Promise<readonly [number, string]> {
  const { type } = await answer.json<{ type: string }>();
  return [answer.status, type.replace("/problems/", "")];
}

/** What the feed holds, as a socket replays it. */
export async function readFeed({ feed, key }: CreatedFeed, tail = 1_000): Promise<FeedEvent[]> {
  const socket = await openSocket(`/parties/feed/${feed}?token=${key}&tail=${tail}`);
  await socket.until(() => socket.of("caught_up").length === 1);
  socket.raw.close(1000);
  return socket.of("events").flatMap(({ events }) => events);
}
