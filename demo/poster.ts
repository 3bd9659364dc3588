/**
 * Posts a message as the bot's own webhook client would: the same headers, the key as Basic password, retries that are
 * byte-identical. Unlike a bot it says when the message was due, keeps its connection, since a month is posted at once, and
 * does not give up while the server is away.
 */
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { jsonText } from "./python.ts";
import type { Message } from "./course.ts";

export type PostResult =
  | { readonly kind: "accepted" }
  /** It will never be taken: why, in the server's words. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "aborted" };

interface Answer {
  readonly status: number;
  readonly body: string;
}

const WEBHOOK_PATH = "/v1/webhooks/freqtrade";
const RETRY_MS = 500;
const RETRY_MAX_MS = 5_000;
const TIMEOUT_MS = 10_000;
/** Node's own `fetch` takes twice the time. */
const AGENT = new Agent({ keepAlive: true, maxSockets: 1 });

/** Posts a message as its bot does, at its time. */
export function postMessage(
  origin: string,
  key: string,
  { atMs, bot, body }: Message,
  abort: AbortSignal,
): Promise<PostResult> {
  const headers = {
    "content-type": "application/json",
    authorization: `Basic ${Buffer.from(`${bot}:${key}`).toString("base64")}`,
    "x-fillcast-at": String(atMs),
    "user-agent": "python-requests/2.32.3",
  };
  return postJson(`${origin}${WEBHOOK_PATH}`, headers, jsonText(body), abort);
}

/** Resolves when the server has answered for good. */
export async function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: string,
  abort: AbortSignal,
): Promise<PostResult> {
  for (let waitMs = RETRY_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MAX_MS)) {
    if (abort.aborted) return { kind: "aborted" };
    const answer = await post(url, headers, bytes, abort).catch(() => null);
    if (answer !== null && answer.status < 300) return { kind: "accepted" };
    if (answer !== null && answer.status < 500 && answer.status !== 429)
      return { kind: "refused", reason: `${answer.status} ${answer.body}` };
    await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
  }
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: string,
  abort: AbortSignal,
): Promise<Answer> {
  const signal = AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]);
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", agent: AGENT, headers, signal }, (incoming) => {
      text(incoming).then((body) => resolve({ status: incoming.statusCode ?? 0, body }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
}
