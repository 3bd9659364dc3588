/**
 * A browser that gets alerts, for end-to-end tests. Headless Chromium reaches no push service and shows no notifications: its
 * subscribing goes to the push service of receivers.ts, and what the service worker shows is kept in it. Pushes come through the
 * debugging protocol, as a browser's own.
 */
import type { Browser, BrowserContext, Locator, Page, Worker } from "playwright-core";
import type { PushAddress } from "@fillcast/protocol";
import { type Dashboard, type DashboardFeed, isLive, watchConsole, WIDE } from "./dashboard.ts";
import type { Received, Receivers } from "./receivers.ts";
import type { SharedServer } from "./shared-server.ts";

export interface AlertedBrowser {
  /** Has the service worker of the page get what a push service brought. */
  push(page: Page, payload: unknown): Promise<void>;
  /** Titles and texts of the notifications that are shown. */
  shown(page: Page): Promise<readonly string[]>;
  /** Taps the one with that title. */
  tap(page: Page, title: string): Promise<void>;
  /** Addresses that taps have opened in a new window, which a browser does for a finger alone. */
  opened(page: Page): Promise<readonly string[]>;
  /** From now on the browser subscribes in another box; `tells`: it says so to the service worker. */
  changeSubscription(page: Page, tells: boolean): Promise<void>;
}

interface Stood {
  readonly address: PushAddress;
  /** Whose messages the browser would take, base64url. */
  readonly key: string;
}
/** What the service worker has in place of the system's list. */
interface WorkerScope {
  opened?: string[];
  shown?: { readonly title: string; readonly body?: string; readonly tag?: string }[];
}

/** Before a page is opened: consent, and a browser that subscribes in the box `<box>1`, then `<box>2`, … */
async function allowAlerts(
  context: BrowserContext,
  { origin, receivers, box }: { readonly origin: string; readonly receivers: string; readonly box: string },
): Promise<AlertedBrowser> {
  const { key }: { readonly key: string } = await (await fetch(`${origin}/v1/push`)).json();
  const subscribe = async (number: number): Promise<Stood> => {
    const answer = await fetch(`${receivers}/subscribe/${box}${number}?key=${key}`);
    return { address: await answer.json<PushAddress>(), key };
  };
  let number = 1;
  let stood = await subscribe(number);
  await context.grantPermissions(["notifications"]);
  await context.exposeFunction("subscribeHere", () => stood);
  await context.addInitScript(standInForPage);
  const workerOf = async (page: Page): Promise<Worker> => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const worker = context.serviceWorkers().at(-1) ?? (await context.waitForEvent("serviceworker"));
    await worker.evaluate(standInForWorker, stood);
    return worker;
  };
  return {
    push: async (page, payload) => {
      await workerOf(page);
      const session = await context.newCDPSession(page);
      const registered = new Promise<string>((resolve) => {
        session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
          const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${origin}/` && !isDeleted);
          if (own !== undefined) resolve(own.registrationId);
        });
      });
      await session.send("ServiceWorker.enable");
      const registrationId = await registered;
      const data = JSON.stringify(payload);
      await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
      await session.detach();
    },
    shown: async (page) => {
      const worker = await workerOf(page);
      return worker.evaluate(() =>
        ((globalThis as WorkerScope).shown ?? []).map(({ title, body }) => `${title} | ${body ?? ""}`),
      );
    },
    tap: async (page, title) => {
      const worker = await workerOf(page);
      await worker.evaluate((wanted) => {
        const notification = (globalThis as WorkerScope).shown?.find((one) => one.title === wanted);
        if (notification === undefined) throw new Error(`No notification is called ${wanted}.`);
        globalThis.dispatchEvent(Object.assign(new Event("notificationclick"), { notification, waitUntil: () => {} }));
      }, title);
    },
    opened: async (page) => {
      const worker = await workerOf(page);
      return worker.evaluate(() => (globalThis as WorkerScope).opened ?? []);
    },
    changeSubscription: async (page, tells) => {
      number += 1;
      stood = await subscribe(number);
      const worker = await workerOf(page);
      if (tells)
        await worker.evaluate(() => {
          globalThis.dispatchEvent(Object.assign(new Event("pushsubscriptionchange"), { waitUntil: () => {} }));
        });
    },
  };
}

/** Where alerted pages are opened, and what their alerts go to. */
export interface AlertedWorld {
  readonly server: SharedServer;
  readonly browser: Browser;
  readonly receivers: Receivers;
}

/** What a push service brought to a device. */
export interface Payload {
  readonly title: string;
  readonly path: string;
  readonly seqs: readonly number[];
}

/** Settings in a browser of their own, with the key kept on the device. */
export async function openAlerted(
  { server, browser, receivers }: AlertedWorld,
  { feed, owner }: Pick<DashboardFeed, "feed" | "owner">,
  box: string,
  viewport = WIDE,
): Promise<Dashboard & { readonly alerts: AlertedBrowser }> {
  const context = await browser.newContext({ locale: "en-GB", viewport });
  const alerts = await allowAlerts(context, { origin: server.origin, receivers: receivers.origin, box });
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(`${server.origin}/settings#feed=${feed}&key=${owner}&keep=device`);
  await isLive(page);
  return { context, alerts, page, complaints };
}

export function alertSettings(page: Page): Locator {
  return page.getByRole("region", { name: "Alerts" });
}

export async function turnOn(page: Page): Promise<void> {
  await alertSettings(page).getByRole("button", { name: "Turn on alerts here" }).click();
  await alertSettings(page).getByText("this device", { exact: true }).waitFor();
}

/** What came to a box and could be decrypted, in order. */
export async function takenBy({ origin }: Receivers, box: string): Promise<readonly Payload[]> {
  const answer = await fetch(`${origin}/boxes/${box}`);
  const received = await answer.json<readonly Received[]>();
  return received.flatMap(({ taken }) => (taken === null ? [] : [(taken as { readonly payload: Payload }).payload]));
}

/** Runs in pages before their own scripts. */
function standInForPage(): void {
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  PushManager.prototype.subscribe = async (options) => {
    const { subscribeHere } = globalThis as unknown as { readonly subscribeHere: () => Promise<Stood> };
    const { address, key } = await subscribeHere();
    const text = btoa(String.fromCharCode(...(options?.applicationServerKey as Uint8Array)));
    if (text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") !== key)
      throw new Error("The page subscribes for another key than the server's.");
    return { ...address, toJSON: () => address } as unknown as PushSubscription;
  };
}

/** Runs in the service worker, again with each change. */
function standInForWorker({ address }: Stood): void {
  const scope = globalThis as WorkerScope;
  PushManager.prototype.subscribe = async () => ({ ...address, toJSON: () => address }) as unknown as PushSubscription;
  if (scope.shown !== undefined) return;
  const shown: NonNullable<WorkerScope["shown"]> = [];
  scope.shown = shown;
  const opened: string[] = [];
  scope.opened = opened;
  const { clients } = globalThis as unknown as { readonly clients: object };
  Object.assign(clients, { openWindow: async (address: string) => void opened.push(address) });
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
    const close = (): void => {
      const at = shown.indexOf(notification);
      if (at !== -1) shown.splice(at, 1);
    };
    const notification = { title, ...options, close };
    const same = shown.findIndex(({ tag }) => tag !== undefined && tag === notification.tag);
    if (same !== -1) shown.splice(same, 1);
    shown.push(notification);
  };
}
