/**
 * The open page's side of alerts: answers the service worker's questions (push/question.ts), goes where an alert leads, and has
 * the server told where the browser has changed its subscription while nobody was here.
 */
import { readDevices } from "../push/devices.ts";
import { pathWithin } from "../push/message.ts";
import { setPushed } from "../push/pushed.ts";
import { decodeQuestion, type PageAnswer } from "../push/question.ts";
import { renewDevices } from "../push/subscription.ts";
import { wereTold } from "../toasts/told.ts";

/** Runs until the signal ends it. */
export function linkWorker(
  registration: ServiceWorkerRegistration,
  { feed, go, signal }: { readonly feed: string; readonly go: (path: string) => void; readonly signal: AbortSignal },
): void {
  const onMessage = ({ data, ports }: MessageEvent): void => {
    const question = decodeQuestion(data);
    if (question?.kind === "go") return go(pathWithin(question.path, window.location.origin));
    if (question === null) return;
    const isVisible = document.visibilityState === "visible";
    const answer: PageAnswer = { shows: question.feed === feed, told: isVisible && wereTold(question.seqs) };
    ports[0]?.postMessage(answer);
  };
  navigator.serviceWorker.addEventListener("message", onMessage, { signal });
  navigator.serviceWorker.startMessages();
  void keepUp(registration);
}

async function keepUp(registration: ServiceWorkerRegistration): Promise<void> {
  setPushed(await readDevices());
  // Without consent there is no subscription to make; its destinations end at the server by themselves.
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  await renewDevices(registration).catch(() => undefined);
  setPushed(await readDevices());
}
