/** Tells live events as they happen, in the page while it is looked at and through the operating system while it is not. */
import { useEffect, useRef, useState } from "react";
import { X } from "lucide-react";
import { useLocation, useSearch } from "wouter";
import { settingsOf } from "../live/feed-settings.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { getPreferences } from "../browser/preferences.ts";
import { eventAddress } from "../browser/address.ts";
import { addToast, GROUP_WINDOW_MS, type Toast, toastOf } from "./toast.ts";
import styles from "./toaster.module.css";

/** As long as it counts towards a group. */
const SHOWN_MS = GROUP_WINDOW_MS;

export function Toaster() {
  const { tape, settings, credentials } = useSession();
  const { feed } = credentials;
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const hovered = useRef(false);

  useEffect(
    () =>
      tape.onShown((rows) => {
        const preferences = getPreferences();
        const now = Date.now();
        const told = rows.flatMap((row) =>
          row.replayed
            ? []
            : (toastOf(row.event, preferences, now, (bot) => settingsOf(settings.view, bot).name ?? bot) ?? []),
        );
        if (told.length === 0) return;
        if (document.visibilityState === "visible") return setToasts((shown) => told.reduce(addToast, shown));
        // A script that few ever need; where it is lost on the way, the page still has the events.
        if (preferences.osNotifications)
          import("./os-notifications.ts").then(
            ({ showOsNotifications }) => showOsNotifications(told, feed),
            () => undefined,
          );
      }),
    [tape, settings, feed],
  );

  useEffect(() => {
    if (toasts.length === 0) return undefined;
    const timer = setInterval(() => {
      if (hovered.current) return;
      const now = Date.now();
      setToasts((shown) =>
        shown.some((toast) => now - toast.at > SHOWN_MS) ? shown.filter((toast) => now - toast.at <= SHOWN_MS) : shown,
      );
    }, 500);
    return () => clearInterval(timer);
  }, [toasts.length]);

  const dismiss = (id: string): void => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  return (
    <ol
      className={styles.toasts}
      aria-live="polite"
      aria-label="Notifications"
      onPointerEnter={() => {
        hovered.current = true;
      }}
      onPointerLeave={() => {
        hovered.current = false;
      }}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
      ))}
    </ol>
  );
}

function ToastCard({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: () => void }) {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const open = (): void => {
    onDismiss();
    if (toast.seq === null) return navigate("/tape");
    navigate(eventAddress(path, search, toast.seq));
  };
  return (
    <li className={styles.toast} data-tone={toast.tone}>
      <button type="button" className={styles.open} onClick={open}>
        <strong>{toast.title}</strong>
        <span>{toast.detail}</span>
      </button>
      <button type="button" className={controls.icon} aria-label="Dismiss" onClick={onDismiss}>
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  );
}
