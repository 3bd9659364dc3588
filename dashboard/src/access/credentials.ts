/**
 * Which feed this page shows and the key that opens it. They come in the address's fragment, which no server sees, leave the
 * address bar before anything is drawn, and are kept where the user chose: in this tab (default) or on this device.
 */

export interface Credentials {
  readonly feed: string;
  readonly key: string;
}
/** `tab` ends with the tab; `device` stays until it is forgotten. */
export type Keeping = "tab" | "device";

export interface Access {
  readonly credentials: Credentials;
  readonly keeping: Keeping;
}

/** What a form or a link says, with what is wrong with each field in words. */
export interface CheckedCredentials {
  readonly credentials: Credentials | null;
  readonly feedError: string | null;
  readonly keyError: string | null;
}

const STORE_KEY = "fillcast.access";
const FEED = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** A JWT; whether it is a good one is the server's word. */
const KEY = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** What `#feed=alice&key=…` names, or null where it names no key at all. */
export function parseFragment(hash: string): CheckedCredentials | null {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const key = parameters.get("key");
  return key === null ? null : checkCredentials(parameters.get("feed") ?? "", key);
}

/** Checks the shape only. A whole dashboard link in the key's field counts as both fields. */
export function checkCredentials(feed: string, key: string): CheckedCredentials {
  const link = key.includes("#") ? new URLSearchParams(key.slice(key.indexOf("#") + 1)) : null;
  const feedText = (link?.get("feed") ?? feed).trim();
  const keyText = (link?.get("key") ?? key).trim();
  const feedError = feedProblem(feedText);
  const keyError = keyProblem(keyText);
  const credentials = feedError === null && keyError === null ? { feed: feedText, key: keyText } : null;
  return { credentials, feedError, keyError };
}

/** What was kept, the tab's before the device's. */
export function loadAccess(): Access | null {
  for (const keeping of ["tab", "device"] as const) {
    const credentials = parseStored(readStored(keeping, STORE_KEY));
    if (credentials !== null) return { credentials, keeping };
  }
  return null;
}

/** Keeps the access in one place only. Where storage is off, it lives as long as the page. */
export function saveAccess({ credentials, keeping }: Access): void {
  forgetAccess();
  writeStored(keeping, STORE_KEY, JSON.stringify(credentials));
}

export function forgetAccess(): void {
  writeStored("tab", STORE_KEY, null);
  writeStored("device", STORE_KEY, null);
}

/** Takes a key out of the address bar at once, good or not, without a history entry; null where the address has none. */
export function takeFromAddress(location: Location, history: History): CheckedCredentials | null {
  const checked = parseFragment(location.hash);
  if (checked !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return checked;
}

/** Reads from the storage that goes with a choice; null where there is nothing or the browser refuses storage. */
export function readStored(keeping: Keeping, name: string): string | null {
  try {
    return storageOf(keeping).getItem(name);
  } catch {
    return null;
  }
}

/** Writes, or removes with null; storage that is off or full is no failure of the page. */
export function writeStored(keeping: Keeping, name: string, value: string | null): void {
  try {
    if (value === null) storageOf(keeping).removeItem(name);
    else storageOf(keeping).setItem(name, value);
  } catch {
    // Private windows and full disks: what is not kept is asked for again.
  }
}

function storageOf(keeping: Keeping): Storage {
  return keeping === "tab" ? window.sessionStorage : window.localStorage;
}

function feedProblem(feed: string): string | null {
  if (FEED.test(feed)) return null;
  return feed === "" ? "Enter the feed's id." : "A feed's id has letters, digits, - and _ only.";
}

function keyProblem(key: string): string | null {
  if (KEY.test(key)) return null;
  return key === "" ? "Enter a key." : "A key is three parts joined by dots. Paste the whole of it.";
}

function parseStored(text: string | null): Credentials | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Credentials> | null;
    return checkCredentials(value?.feed ?? "", value?.key ?? "").credentials;
  } catch {
    return null;
  }
}
