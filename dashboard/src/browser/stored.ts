/**
 * The browser's storage, in this tab or on this device. Where the browser refuses it (private windows, full disks), what was
 * written lives as long as the page.
 */

/** `tab` ends with the tab; `device` stays until it is forgotten. */
export type Keeping = "tab" | "device";

/** What could not be written, by place and name. */
const held = new Map<string, string>();

/** Null where there is nothing. */
export function readStored(keeping: Keeping, name: string): string | null {
  const own = held.get(`${keeping} ${name}`);
  if (own !== undefined) return own;
  try {
    return storageOf(keeping).getItem(name);
  } catch {
    return null;
  }
}

/** Writes, or removes with null. */
export function writeStored(keeping: Keeping, name: string, value: string | null): void {
  held.delete(`${keeping} ${name}`);
  try {
    if (value === null) storageOf(keeping).removeItem(name);
    else storageOf(keeping).setItem(name, value);
  } catch {
    if (value !== null) held.set(`${keeping} ${name}`, value);
  }
}

function storageOf(keeping: Keeping): Storage {
  return keeping === "tab" ? window.sessionStorage : window.localStorage;
}
