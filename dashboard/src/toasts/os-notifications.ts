/** Notifications of the operating system: with the user's consent, and only while the tab is hidden. */
import type { Toast } from "./toast.ts";

export type OsNotificationState = "granted" | "denied" | "default" | "unsupported";

export function osNotificationState(): OsNotificationState {
  return "Notification" in window && window.isSecureContext ? Notification.permission : "unsupported";
}

/** Asks the user through the browser; the answer is final where it is `denied`. */
export async function askForOsNotifications(): Promise<OsNotificationState> {
  return osNotificationState() === "unsupported" ? "unsupported" : Notification.requestPermission();
}

/** Shows a toast outside the page. Phones allow it only through the service worker. */
export async function showOsNotification(toast: Toast): Promise<void> {
  if (osNotificationState() !== "granted") return;
  const options = { body: toast.detail, tag: toast.id, icon: "/icon-192.png" };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration !== undefined) return registration.showNotification(toast.title, options);
  const shown = new Notification(toast.title, options);
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}
