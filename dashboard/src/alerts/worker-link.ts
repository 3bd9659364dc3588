/**
 * The open page's side of alerts: answers the service worker's questions (push/question.ts), goes where an alert leads, and has
 * the server told where the browser has changed its subscription while nobody was here.
 */
import { getPreferences } from "../browser/preferences.ts";
import type { Session } from "../live/session.ts";
import { readDevices } from "../push/devices.ts";
import { pathWithin } from "../push/message.ts";
import { setPushed } from "../push/pushed.ts";
import { decodeQuestion, type PageAnswer } from "../push/question.ts";
import { renewDevices } from "../push/subscription.ts";
import { toastOf } from "../toasts/toast.ts";
import { noteTold, wereTold } from "../toasts/told.ts";

/** Runs until the signal ends it. */
export function linkWorker(
  registration: ServiceWorkerRegistration,
  { tape, credentials }: Session,
  go: (path: string) => void,
  signal: AbortSignal,
): void {
  const onMessage = ({ data, ports }: MessageEvent): void => {
    const question = decodeQuestion(data);
    if (question?.kind === "go") return go(pathWithin(question.path, window.location.origin));
    if (question === null) return;
    const told = isVisible() && wereTold(question.seqs);
    const answer: PageAnswer = { shows: question.feed === credentials.feed, told };
    ports[0]?.postMessage(answer);
  };
  // An alert of another feed may open this very page: it begins again with that feed's key.
  const onHash = (): void => {
    if (window.location.hash.startsWith("#show=")) window.location.reload();
  };
  const stopNoting = tape.onShown((rows) => {
    if (!isVisible()) return;
    const preferences = getPreferences();
    noteTold(
      rows.flatMap(({ event, replayed }) => (replayed || toastOf(event, preferences, 0) === null ? [] : [event])),
    );
  });
  navigator.serviceWorker.addEventListener("message", onMessage, { signal });
  navigator.serviceWorker.startMessages();
  window.addEventListener("hashchange", onHash, { signal });
  signal.addEventListener("abort", stopNoting);
  void keepUp(registration);
}

function isVisible(): boolean {
  return document.visibilityState === "visible";
}

async function keepUp(registration: ServiceWorkerRegistration): Promise<void> {
  setPushed(await readDevices());
  // Without consent there is no subscription to make; its destinations end at the server by themselves.
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  await renewDevices(registration).catch(() => undefined);
  setPushed(await readDevices());
}
