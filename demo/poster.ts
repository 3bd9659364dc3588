/**
 * Posts a message as the bot's own webhook client would: the same headers, the key as Basic password, retries that are
 * byte-identical. Unlike a bot it does not give up while the server is away.
 */
import { setTimeout as delay } from "node:timers/promises";
import { jsonText } from "./python.ts";
import type { Message } from "./course.ts";

export type PostResult =
  | { readonly kind: "accepted" }
  /** It will never be taken: why, in the server's words. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "aborted" };

const WEBHOOK_PATH = "/v1/webhooks/freqtrade";
const RETRY_MS = 500;
const RETRY_MAX_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** Resolves when the server has answered for good. */
export async function postMessage(
  origin: string,
  key: string,
  { bot, body }: Message,
  abort: AbortSignal,
): Promise<PostResult> {
  const headers = {
    "content-type": "application/json",
    authorization: `Basic ${Buffer.from(`${bot}:${key}`).toString("base64")}`,
    "user-agent": "python-requests/2.32.3",
  };
  const text = jsonText(body);
  for (let waitMs = RETRY_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MAX_MS)) {
    if (abort.aborted) return { kind: "aborted" };
    const signal = AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(`${origin}${WEBHOOK_PATH}`, { method: "POST", headers, body: text, signal }).catch(
      () => null,
    );
    if (response?.ok === true) {
      await response.body?.cancel();
      return { kind: "accepted" };
    }
    if (response !== null && response.status < 500 && response.status !== 429)
      return { kind: "refused", reason: `${response.status} ${await response.text()}` };
    await response?.body?.cancel();
    await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
  }
}
