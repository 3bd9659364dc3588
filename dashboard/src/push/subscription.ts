/**
 * The browser's push subscription, of which there is one for all feeds, and its renewal: what changed is said to the server for
 * each destination, by page and service worker alike. A renewal needs no key, but the secret of the subscription before.
 */
import { changeDevices, type Device, readDevices, withDevice } from "./devices.ts";

/** What the server sends to, as `PushSubscription.toJSON` gives it. */
export interface PushAddress {
  readonly kind: "push";
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

const LOCK = "fillcast.push.renew";

/** The server's public key, base64url; null where the server has none or cannot be reached. */
export async function readServerKey(): Promise<string | null> {
  try {
    const answer = await fetch("/v1/push", { headers: { accept: "application/json" } });
    const { key } = (await answer.json()) as { readonly key?: unknown };
    return answer.ok && typeof key === "string" ? key : null;
  } catch {
    return null;
  }
}

/** The subscription for that key; one that was made for another key of the server reaches nobody any more, and goes. */
export async function subscribe({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const known = await pushManager.getSubscription();
  if (known !== null && keyOf(known) === key) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

export function addressOf(subscription: PushSubscription): PushAddress {
  const { endpoint, keys } = subscription.toJSON();
  return {
    kind: "push",
    endpoint: endpoint ?? subscription.endpoint,
    keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" },
  };
}

/** Tells the server of each destination of this device whose subscription is another by now. What fails is tried at the next opening. */
export async function renewDevices(registration: ServiceWorkerRegistration): Promise<void> {
  // Without any, nothing is asked of anybody.
  if ((await readDevices()).length === 0) return;
  await navigator.locks.request(LOCK, async () => {
    const key = await readServerKey();
    if (key === null) return;
    const address = addressOf(await subscribe(registration, key));
    for (const device of await readDevices()) if (device.endpoint !== address.endpoint) await renew(device, address);
  });
}

async function renew(device: Device, address: PushAddress): Promise<void> {
  const { feed, id, auth } = device;
  let answer: Response;
  try {
    answer = await fetch(`/v1/feeds/${encodeURIComponent(feed)}/destinations/${encodeURIComponent(id)}/renew`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ auth, address }),
    });
  } catch {
    return;
  }
  const { endpoint, keys } = address;
  if (answer.ok) await changeDevices((devices) => withDevice(devices, { ...device, endpoint, auth: keys.auth }));
  // Somebody removed it: nothing registers it again but a person.
  else if (answer.status === 404) await changeDevices((devices) => devices.filter((other) => other.id !== id));
}

/** Not every browser takes the text. */
function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function keyOf({ options }: PushSubscription): string | null {
  const bytes = options.applicationServerKey;
  if (bytes === null) return null;
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
