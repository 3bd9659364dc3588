/**
 * The keys that this browser keeps, each in one place: this tab or this device. One of them is shown in this tab, the others
 * are a click away, and none goes but by being forgotten. What is stored is the truth: each change begins with reading it,
 * since another tab may have written.
 */
import { checkCredentials, type Credentials } from "./credentials.ts";
import { type Keeping, readStored, writeStored } from "../browser/stored.ts";

export interface Access {
  readonly credentials: Credentials;
  readonly keeping: Keeping;
}
export interface Keyring {
  /** The one that this tab shows; null where it asks for one. */
  readonly shown: Access | null;
  /** All of them, the one shown last first, this tab's before the device's. */
  readonly known: readonly Access[];
}

export const KEYS_NAME = "fillcast.access";
/** Which one this tab shows, in a form that opens nothing. */
const SHOWN_NAME = "fillcast.shown";
/** In one place. Over it, the one that was not shown for longest goes. */
export const KNOWN_MAX_KEYS = 20;

/** A tab that showed none yet begins with its own newest, else with the device's. */
export function loadKeyring(): Keyring {
  const known = (["tab", "device"] as const).flatMap((keeping) =>
    parseKeys(readStored(keeping, KEYS_NAME)).map((credentials): Access => ({ credentials, keeping })),
  );
  const name = readStored("tab", SHOWN_NAME);
  const shown = name === null ? known[0] : known.find(({ credentials }) => nameOf(credentials) === name);
  return { shown: shown ?? null, known };
}

/** True for a tab that has shown a feed, or was opened by one that shows it: it goes on with that. */
export function hasShown(): boolean {
  return readStored("tab", SHOWN_NAME) !== null;
}

/** The same, and this tab goes on with its own choice whatever others show from now on. */
export function openKeyring(): Keyring {
  const keyring = loadKeyring();
  if (keyring.shown !== null) writeStored("tab", SHOWN_NAME, nameOf(keyring.shown.credentials));
  return keyring;
}

/** Shows a key in this tab and keeps it in its place; what was shown before stays known. */
export function showKey({ credentials, keeping }: Access): Keyring {
  writeKeys(keeping === "tab" ? "device" : "tab", (keys) => withoutKey(keys, credentials));
  writeKeys(keeping, (keys) => [credentials, ...withoutKey(keys, credentials)].slice(0, KNOWN_MAX_KEYS));
  writeStored("tab", SHOWN_NAME, nameOf(credentials));
  return loadKeyring();
}

/** Removes a key from wherever it is kept. Where it was the one shown, this tab shows none. */
export function forgetKey(credentials: Credentials): Keyring {
  for (const keeping of ["tab", "device"] as const) writeKeys(keeping, (keys) => withoutKey(keys, credentials));
  return loadKeyring();
}

export function isSameKey(left: Credentials, right: Credentials): boolean {
  return left.feed === right.feed && left.key === right.key;
}

/** Total: whatever is stored, those of it that are keys, each once. A single one is an earlier version's. */
export function parseKeys(text: string | null): readonly Credentials[] {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  const keys: Credentials[] = [];
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    const { feed, key } = { ...(item as Partial<{ readonly [name in keyof Credentials]: unknown }> | null) };
    const checked =
      typeof feed === "string" && typeof key === "string" ? checkCredentials(feed, key).credentials : null;
    if (checked !== null && !keys.some((known) => isSameKey(known, checked))) keys.push(checked);
  }
  return keys.slice(0, KNOWN_MAX_KEYS);
}

function writeKeys(keeping: Keeping, change: (keys: readonly Credentials[]) => readonly Credentials[]): void {
  const before = parseKeys(readStored(keeping, KEYS_NAME));
  const after = change(before);
  if (after.length === 0 && before.length === 0) return;
  writeStored(keeping, KEYS_NAME, after.length === 0 ? null : JSON.stringify(after));
}

function withoutKey(keys: readonly Credentials[], credentials: Credentials): readonly Credentials[] {
  return keys.filter((known) => !isSameKey(known, credentials));
}

/** The end of a key's signature tells the keys of a feed apart. */
function nameOf({ feed, key }: Credentials): string {
  return `${feed} ${key.slice(-16)}`;
}
