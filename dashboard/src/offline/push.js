/*
 * Alerts in the service worker: shows what the server pushes, opens what an alert is about, and registers again when the browser
 * changes the subscription. It decides by dashboard/src/push, which the page shares.
 */
import { decodePush, notificationOf, pathWithin } from "../push/message.ts";
import { decodeAnswer, NO_ANSWER } from "../push/question.ts";
import { renewDevices } from "../push/subscription.ts";

/** A page that is frozen, or of a version that knows no questions, does not answer. */
const ANSWER_WITHIN_MS = 700;

self.addEventListener("push", (event) => {
  event.waitUntil(show(decodePush(event.data?.text() ?? null, self.location.origin)));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renewDevices(self.registration));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path, feed } = { ...event.notification.data };
  // The page's own notifications name nothing: they lead back to it.
  event.waitUntil(path === undefined ? openAny() : open(pathWithin(path, self.location.origin), feed));
});

/**
 * WebKit takes the subscription away from who shows nothing for a push, so there each is shown. Elsewhere a browser is content
 * where somebody looks at a page of ours, and that has told it.
 */
async function show(message) {
  const { feed, seqs } = message;
  if (!isWebKit() && feed !== null && seqs !== null && (await isTold(feed, seqs))) return;
  const { title, options } = notificationOf(message);
  await self.registration.showNotification(title, options);
}

async function isTold(feed, seqs) {
  const pages = (await pagesOf()).filter(({ visibilityState }) => visibilityState === "visible");
  const answers = await Promise.all(pages.map((page) => ask(page, { kind: "shows", feed, seqs })));
  return answers.some(({ shows, told }) => shows && told);
}

/** In the page that shows the feed, if there is one, else in a new one, which takes up that feed. */
async function open(path, feed) {
  const pages = await pagesOf();
  const answers = await Promise.all(pages.map((page) => ask(page, { kind: "shows", feed: String(feed), seqs: [] })));
  const page = pages[answers.findIndex(({ shows }) => shows)];
  if (page !== undefined) {
    page.postMessage({ kind: "go", path }, []);
    await page.focus();
    return;
  }
  const wish = feed === null ? "" : `#${new URLSearchParams({ show: feed }).toString()}`;
  await self.clients.openWindow(path + wish);
}

async function openAny() {
  const [page] = await pagesOf();
  await (page === undefined ? self.clients.openWindow("/") : page.focus());
}

/** The one that was looked at last first. */
function pagesOf() {
  return self.clients.matchAll({ type: "window" });
}

function ask(page, question) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(NO_ANSWER), ANSWER_WITHIN_MS);
    port1.addEventListener("message", ({ data }) => {
      clearTimeout(timer);
      resolve(decodeAnswer(data));
    });
    port1.start();
    page.postMessage(question, [port2]);
  }).finally(() => port1.close());
}

function isWebKit() {
  const { userAgent } = self.navigator;
  return /AppleWebKit\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent);
}
