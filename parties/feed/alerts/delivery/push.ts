/**
 * Web Push: encrypted for one device (RFC 8291), signed with the server's key (RFC 8292), handed to the push service of its browser
 * (RFC 8030).
 */
import { encryptNotification, vapidHeaders } from "@block65/webcrypto-web-push";
import type { PushAddress } from "@fillcast/protocol";
import { sha256 } from "@noble/hashes/sha2.js";
import type { AlertMessage } from "../message.ts";
import { type Answer, bodyMembers, failed, headerWait, off, readStatus, saidBy } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { pushPayload } from "./push-payload.ts";
import type { ChannelRequest, MessageSize } from "./request.ts";
import { chooseSubject, type VapidKeys } from "./vapid.ts";

/** A phone that was off for the night still hears what happened; older than a day it is no alert. */
const TTL_S = 24 * 60 * 60;
const TOPIC_BYTES = 24;

/** An outcome where the device's keys are none. */
export async function writePush(
  message: AlertMessage,
  { endpoint, keys }: PushAddress,
  vapid: VapidKeys,
  size: MessageSize = "whole",
): Promise<ChannelRequest | Outcome> {
  const subscription = { endpoint: signedEndpoint(endpoint), expirationTime: null, keys };
  const text = new Uint8Array(Buffer.from(pushPayload(message, size), "utf8"));
  let body: Uint8Array<ArrayBuffer>;
  try {
    // Filled up to one length, so that nobody on the way learns from it; but for a push service that takes less.
    body = new Uint8Array(await encryptNotification(subscription, text, { pad: size === "whole" }));
  } catch {
    return off("The keys of this device are not valid: turn alerts off and on again there.");
  }
  const { headers } = await vapidHeaders(subscription, { ...vapid, subject: chooseSubject(vapid, message.url) });
  return {
    url: endpoint,
    headers: {
      Authorization: headers.authorization,
      "Content-Encoding": "aes128gcm",
      "Content-Type": "application/octet-stream",
      TTL: String(TTL_S),
      Urgency: message.urgent ? "high" : "normal",
      ...(message.topic === null ? {} : { Topic: topicHeader(message.topic) }),
    },
    body,
  };
}

/** Tokens are for the origin of an endpoint with https. On this machine it may lack that, and is signed for as if it had. */
function signedEndpoint(endpoint: string): string {
  const url = new URL(endpoint);
  url.protocol = "https:";
  return url.href;
}

/** At most 32 characters of base64url: as it is where it is that, else its hash. */
function topicHeader(topic: string): string {
  if (/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return topic;
  return Buffer.from(sha256(Buffer.from(topic, "utf8")).slice(0, TOPIC_BYTES)).toString("base64url");
}

export function readPush(who: string, answer: Answer): Outcome {
  const { reason } = bodyMembers(answer);
  switch (answer.status) {
    case 404:
    case 410:
      return { kind: "off", why: `The device has ended its subscription (${answer.status}).`, gone: true };
    case 401:
    case 403:
      return failed(
        `${who} does not take this server's key for this device (${answer.status})${saidBy(reason)} Turn alerts off and on again there.`,
      );
    case 429:
      return failed(`${who} takes no more messages for now (429).`, headerWait(answer));
    default:
      return readStatus(who, answer);
  }
}
