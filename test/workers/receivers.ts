/**
 * The receivers of alerts (test/support/receivers.ts) as runtime tests see them: over HTTP, since they run in Node.
 */
import { env } from "cloudflare:workers";
import type { DestinationAddress, PushAddress } from "@fillcast/protocol";
import { inject } from "vitest";
import type { DeliveryWorld } from "../../parties/feed/alerts/delivery/deliver.ts";
import { readVapid } from "../../parties/feed/alerts/delivery/vapid.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** `http://127.0.0.1:PORT`. */
    receivers: string;
  }
}

/** A request that came into a box; `taken` is what the receiver understood. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly taken: unknown;
  readonly status: number;
}

export const ORIGIN = inject("receivers");
export const VAPID = readVapid(env)!;
export const TELEGRAM_TOKEN = `123456:${"A".repeat(35)}`;
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 42).toString("base64")}`;

/** The runtime's own, with what is on this machine allowed. */
export const WORLD: DeliveryWorld = {
  fetch: (url, init) => fetch(url, init),
  nowMs: Date.now,
  vapid: VAPID,
  allowsLoopback: true,
};

/** The same with the stand-in in the place of Telegram's host, which has no other address. */
export function worldOfTelegram(box: string): DeliveryWorld {
  return {
    ...WORLD,
    fetch: (url, init) => fetch(url.replace("https://api.telegram.org", `${ORIGIN}/telegram/${box}`), init),
  };
}

let boxes = 0;
export function newBox(): string {
  return `box${Date.now().toString(36)}${(boxes++).toString(36)}`;
}

export async function received(box: string): Promise<readonly Received[]> {
  return (await fetch(`${ORIGIN}/boxes/${box}`)).json();
}

/** A new device, which knows the server by `serverKey`. */
export async function subscribe(
  box: string,
  behaviour = "takes",
  serverKey: string = VAPID.publicKey,
): Promise<{ readonly kind: "push" } & PushAddress> {
  const response = await fetch(`${ORIGIN}/subscribe/${box}/${behaviour}?key=${serverKey}`);
  return { kind: "push", ...(await response.json<PushAddress>()) };
}

export function webhookAt(box: string, behaviour = "takes"): DestinationAddress {
  return { kind: "webhook", url: `${ORIGIN}/webhook/${box}/${behaviour}`, secret: WEBHOOK_SECRET };
}

export function discordAt(box: string, behaviour = "takes"): DestinationAddress {
  return { kind: "discord", url: `${ORIGIN}/discord/${box}/${behaviour}` };
}

export function slackAt(box: string, behaviour = "takes"): DestinationAddress {
  return { kind: "slack", url: `${ORIGIN}/slack/${box}/${behaviour}` };
}

export function ntfyAt(box: string, behaviour = "takes", token: string | null = null): DestinationAddress {
  return { kind: "ntfy", url: `${ORIGIN}/ntfy-${box}-${behaviour}`, token };
}

/** The stand-in behaves by the chat's number: 403, 400, 429 and 500 are answered so. */
export function telegramChat(chat: string, token: string = TELEGRAM_TOKEN): DestinationAddress {
  return { kind: "telegram", token, chat };
}
