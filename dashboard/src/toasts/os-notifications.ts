/**
 * Notifications of the operating system: with the user's consent, and only while the tab is hidden. More than three in ten
 * seconds become one here too.
 */
import { isPushed } from "../push/pushed.ts";
import { addToast, GROUP_OVER, type Toast } from "./toast.ts";

export type OsNotificationState = "granted" | "denied" | "default" | "unsupported";

export function osNotificationState(): OsNotificationState {
  return "Notification" in window && window.isSecureContext ? Notification.permission : "unsupported";
}

/** Asks the user through the browser; the answer is final where it is `denied`. */
export async function askForOsNotifications(): Promise<OsNotificationState> {
  return osNotificationState() === "unsupported" ? "unsupported" : Notification.requestPermission();
}

/** Those shown recently, which newer ones are merged with. */
let recent: readonly Toast[] = [];
/** Those that the page itself shows, by their toast's id. */
const shownByPage = new Map<string, Notification>();

/**
 * Shows a feed's toasts outside the page, in the same groups as inside: one that stands for many takes the place of those. A feed
 * whose alerts are pushed to this device does not need it.
 */
export async function showOsNotifications(told: readonly Toast[], feed: string): Promise<void> {
  if (osNotificationState() !== "granted" || isPushed(feed)) return;
  const before = recent;
  const after = told.reduce(addToast, before);
  recent = after.slice(-GROUP_OVER);
  // Phones allow notifications only through the service worker.
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const toast of after.filter((other) => !before.includes(other))) await show(toast, registration);
  const replaced = new Set(before.filter((toast) => !after.includes(toast)).map(({ id }) => id));
  for (const { id } of after) replaced.delete(id);
  const old = registration === undefined ? [] : await registration.getNotifications();
  for (const shown of [...old, ...shownByPage.values()]) if (replaced.has(shown.tag)) shown.close();
}

async function show({ id, title, detail }: Toast, registration: ServiceWorkerRegistration | undefined): Promise<void> {
  const options = { body: detail, tag: id, icon: "/icon-192.png" };
  if (registration !== undefined) return registration.showNotification(title, options);
  const shown = new Notification(title, options);
  shownByPage.set(id, shown);
  shown.addEventListener("close", () => shownByPage.delete(id));
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}
