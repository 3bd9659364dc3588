/**
 * Hands the key of an open tab to a new one, so that a trade opened in a new tab, or from the installed app, opens there. A tab
 * that has no key, and never had one, asks; tabs whose key is kept in the tab alone answer with the one that they show. Of several
 * answers the new tab takes that of the tab that was used last, which is the one that it was opened from. (Keys that are kept on
 * the device are in every tab anyway, and a tab that has one shows that.)
 *
 * Why this gives the key to nobody who could not have it: a BroadcastChannel reaches only pages of this origin, in this
 * browser's profile and storage partition; a page of another site, also one that frames this page or is framed, hears nothing.
 * What runs on this origin can read the key of an open tab without it: `window.open` copies the tab's storage. The key is not
 * written to the device: a tab that gets it keeps it for itself, and once the last of these tabs is closed it is gone. A tab that
 * shows a feed, or whose key was forgotten in it, never asks, and nothing that comes unasked is taken.
 */
import { randomName } from "../browser/random-name.ts";
import { checkCredentials, type Credentials } from "./credentials.ts";

const CHANNEL = "fillcast.keys";
/** Held by each tab that would answer, so that a tab that is alone need not wait. */
const LOCK = "fillcast.open";
/** How long a new tab waits: a tab in the background answers in a few ms, a frozen one never. */
const WAIT_MS = 800;
/** The same where the browser does not say whether there is another tab (no secure address). */
const BLIND_WAIT_MS = 250;

/** What tabs say to each other. */
export type Message =
  | { readonly kind: "ask"; readonly id: string }
  | {
      readonly kind: "give";
      /** The id of the question. */
      readonly to: string;
      readonly credentials: Credentials;
      /** When somebody used the tab last, ms since 1970. */
      readonly usedAt: number;
    };

/** Total: null for what is no message. */
export function parseMessage(value: unknown): Message | null {
  const { kind, id, to, credentials, usedAt } = fieldsOf(value);
  if (kind === "ask") return typeof id === "string" ? { kind, id } : null;
  if (kind !== "give" || typeof to !== "string" || typeof usedAt !== "number") return null;
  const { feed, key } = fieldsOf(credentials);
  const checked = typeof feed === "string" && typeof key === "string" ? checkCredentials(feed, key).credentials : null;
  return checked === null ? null : { kind, to, credentials: checked, usedAt };
}

/** What an open tab shows, or null where none answers in time. */
export async function askOtherTabs(): Promise<Credentials | null> {
  if (!("BroadcastChannel" in window)) return null;
  const others = await countTabs();
  if (others === 0) return null;
  const id = randomName();
  const channel = new BroadcastChannel(CHANNEL);
  const answers: (Message & { readonly kind: "give" })[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, others === null ? BLIND_WAIT_MS : WAIT_MS);
    channel.addEventListener("message", ({ data }) => {
      const message = parseMessage(data);
      if (message?.kind !== "give" || message.to !== id) return;
      answers.push(message);
      if (answers.length < (others ?? Infinity)) return;
      clearTimeout(timer);
      resolve();
    });
    senderOf(channel)({ kind: "ask", id });
  });
  channel.close();
  return answers.toSorted((a, b) => b.usedAt - a.usedAt)[0]?.credentials ?? null;
}

/** Answers tabs that ask with a key that is kept in this one; the answer ends it. */
export function answerOtherTabs(credentials: Credentials): () => void {
  if (!("BroadcastChannel" in window)) return () => undefined;
  const end = new AbortController();
  const { signal } = end;
  let usedAt = Date.now();
  const onUse = (): void => {
    usedAt = Date.now();
  };
  for (const use of ["pointerdown", "keydown", "focus"])
    window.addEventListener(use, onUse, { capture: true, passive: true, signal });
  const channel = new BroadcastChannel(CHANNEL);
  const send = senderOf(channel);
  channel.addEventListener("message", ({ data }) => {
    const message = parseMessage(data);
    if (message?.kind !== "ask") return;
    send({ kind: "give", to: message.id, credentials, usedAt });
  });
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
  // Where it is refused, new tabs wait as if it were not known.
  navigator.locks?.request(LOCK, { mode: "shared", signal }, () => ended).catch(() => undefined);
  return () => {
    end.abort();
    channel.close();
  };
}

/** Sends to the other tabs; a channel reaches its own origin alone, and takes no target. */
function senderOf(channel: BroadcastChannel): (message: Message) => void {
  return channel.postMessage.bind(channel);
}

/** How many tabs would answer; null where the browser does not say. */
async function countTabs(): Promise<number | null> {
  try {
    const { held = [] } = await navigator.locks.query();
    return held.filter(({ name }) => name === LOCK).length;
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
