/**
 * This device as a destination: asks the browser for consent and a subscription, registers it with the server, and ends that. One
 * subscription serves all feeds of this browser; it goes with the last of them.
 */
import type { Credentials } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import type { AlertRules } from "../live/alert-rules.ts";
import { addDestination, listDestinations, removeDestination, whyNot } from "../live/destinations.ts";
import { changeDevices, readDevices, withDevice } from "../push/devices.ts";
import { setPushed } from "../push/pushed.ts";
import { addressOf, subscribe } from "../push/subscription.ts";
import { type BrowserFacts, deviceName } from "./support.ts";

/** What this browser has for alerts. */
export async function readFacts(): Promise<BrowserFacts> {
  const isSecure = window.isSecureContext;
  const workers = isSecure && "serviceWorker" in navigator ? navigator.serviceWorker : null;
  return {
    isSecure,
    hasWorker: workers !== null && (await isInstalled(workers)),
    hasPush: workers !== null && "PushManager" in window,
    permission: "Notification" in window ? Notification.permission : null,
    isApple: isApple(),
    isInstalled: window.matchMedia("(display-mode: standalone)").matches,
  };
}

/** On a first visit it is being installed just now. */
const INSTALL_WAIT_MS = 3_000;

async function isInstalled(workers: ServiceWorkerContainer): Promise<boolean> {
  if ((await workers.getRegistration().catch(() => undefined)) !== undefined) return true;
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), INSTALL_WAIT_MS);
  });
  return Promise.race([workers.ready.then(() => true), late]);
}

/** An iPad calls itself a Mac, but no Mac has a screen to touch. */
function isApple(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Has alerts reach this device; to be called in a click's own turn, as Safari wants it. Resolves to why not, or null. */
export async function turnOn(credentials: Credentials, key: string, rules: AlertRules): Promise<string | null> {
  const consent = await Notification.requestPermission();
  if (consent !== "granted")
    return consent === "denied"
      ? "The browser does not allow notifications of this site. You can change that in its settings for this site."
      : "The browser asked, and got no answer. Try again.";
  let subscription: PushSubscription;
  try {
    subscription = await subscribe(await navigator.serviceWorker.ready, key);
  } catch (error) {
    return `The browser could not subscribe to its push service: ${error instanceof Error ? error.message : String(error)}`;
  }
  const label = deviceName(navigator.userAgent, isApple());
  return register(credentials, subscription, { label, rules });
}

async function register(
  credentials: Credentials,
  subscription: PushSubscription,
  wish: { readonly label: string; readonly rules?: AlertRules },
): Promise<string | null> {
  const address = addressOf(subscription);
  const answer = await addDestination(credentials, { ...wish, address });
  if (answer.kind !== "ok") return whyNot(answer);
  const { feed, key } = credentials;
  const { endpoint, keys } = address;
  const device = { feed, id: answer.value.id, keyId: readClaims(key).id, endpoint, auth: keys.auth };
  setPushed(await changeDevices((devices) => withDevice(devices, device)));
  return null;
}

/** Ends alerts of the feed on this device; resolves to why not, or null. A destination that is gone already is no fault. */
export async function turnOff(credentials: Credentials, id: string): Promise<string | null> {
  const answer = await removeDestination(credentials, id);
  const isGone = answer.kind === "ok" || (answer.kind === "refused" && answer.status === 404);
  if (!isGone) return whyNot(answer);
  await forgetDevice(credentials.feed);
  return null;
}

/** Nothing is known of it here any more, and without another feed the browser's subscription ends. */
export async function forgetDevice(feed: string): Promise<void> {
  const left = await changeDevices((devices) => devices.filter((device) => device.feed !== feed));
  setPushed(left);
  if (left.length === 0) await unsubscribe();
}

/**
 * A key of the feed leaves this browser. `other` is one that stays, to which the device passes; without one its alerts end. Where
 * the server cannot be asked, the subscription goes instead, and other feeds get a new one at the next opening.
 */
export async function leaveFeed(credentials: Credentials, other: Credentials | null): Promise<void> {
  const device = (await readDevices()).find(({ feed }) => feed === credentials.feed);
  if (device === undefined) return;
  if (other !== null && device.keyId !== readClaims(credentials.key).id) return;
  const subscription = await subscriptionOf();
  if (other !== null && subscription !== null) {
    const known = await listDestinations(credentials);
    const own = known.kind === "ok" ? known.value.find(({ id }) => id === device.id) : undefined;
    // Where its name cannot be read, it cannot be passed on either.
    if (own !== undefined) await register(other, subscription, { label: own.label });
    return;
  }
  if ((await turnOff(credentials, device.id)) === null) return;
  await forgetDevice(credentials.feed);
  await unsubscribe();
}

async function subscriptionOf(): Promise<PushSubscription | null> {
  return (await navigator.serviceWorker?.getRegistration())?.pushManager.getSubscription() ?? null;
}

async function unsubscribe(): Promise<void> {
  await (await subscriptionOf())?.unsubscribe().catch(() => undefined);
}
