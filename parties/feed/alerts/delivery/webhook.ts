/**
 * Signed webhooks as Standard Webhooks has them: the id is the message's and the same in all tries, the time is the try's, and
 * the signature is of both and the body. What a receiver gets is in docs/guides/alerts.md.
 */
import type { WebhookAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { type Answer, failed, off, readStatus } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { plainMessage, plainText } from "./plain.ts";
import { type ChannelRequest, JSON_TYPE, type MessageSize } from "./request.ts";

const SECRET_PREFIX = "whsec_";
/** As the standard bounds it. */
const [SECRET_MIN_BYTES, SECRET_MAX_BYTES] = [24, 64];
const TEXT_MAX_CHARS = 400;
const ITEMS_MAX = 20;

export async function writeWebhook(
  message: AlertMessage,
  { url, secret }: WebhookAddress,
  nowMs: number,
  size: MessageSize = "whole",
): Promise<ChannelRequest> {
  const body = webhookBody(message, size);
  const seconds = String(Math.floor(nowMs / 1_000));
  return {
    url,
    headers: {
      "Content-Type": JSON_TYPE,
      "Webhook-Id": message.id,
      "Webhook-Timestamp": seconds,
      "Webhook-Signature": `v1,${await sign(`${message.id}.${seconds}.${body}`, secret)}`,
    },
    body,
  };
}

/** For machines: text stays as it is, but for what no line of text has. */
function webhookBody(message: AlertMessage, size: MessageSize): string {
  const { feed, at, title, count, items } = message;
  const { lines, link } = plainMessage(message);
  const told = size === "brief" ? [] : items.slice(-ITEMS_MAX);
  return JSON.stringify({
    type: "alerts",
    feed,
    at,
    title: plainText(title, TEXT_MAX_CHARS),
    lines: size === "brief" ? [] : lines,
    url: link,
    count,
    items: told.map((item) => Object.assign({}, item, { text: plainText(item.text, TEXT_MAX_CHARS) })),
  });
}

async function sign(text: string, secret: string): Promise<string> {
  const bytes = secretBytes(secret) ?? new Uint8Array(SECRET_MIN_BYTES);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return Buffer.from(await crypto.subtle.sign("HMAC", key, Buffer.from(text, "utf8"))).toString("base64");
}

/** The key in `whsec_…`: 24 to 64 bytes in base64; null for anything else. */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> | null {
  if (!secret.startsWith(SECRET_PREFIX)) return null;
  const text = secret.slice(SECRET_PREFIX.length);
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  const isExact = Buffer.from(bytes).toString("base64") === text;
  return isExact && bytes.length >= SECRET_MIN_BYTES && bytes.length <= SECRET_MAX_BYTES ? bytes : null;
}

export function readWebhook(who: string, answer: Answer): Outcome {
  switch (answer.status) {
    case 401:
    case 403:
      return failed(`${who} does not let this message in (${answer.status}): check the address and the secret there.`);
    case 410:
      return off(`${who} wants no more messages (410): switch this destination on again when it does.`);
    default:
      return readStatus(who, answer);
  }
}
