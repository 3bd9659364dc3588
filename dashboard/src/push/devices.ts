/**
 * What this browser knows of its own push destinations: one for each feed that reaches this device. It stands in the Cache, which
 * the page and its service worker both read, since the worker registers again when the browser changes the subscription and has
 * no key. Reading is total; changes wait for each other.
 */

export interface Device {
  readonly feed: string;
  /** The destination's, at the server. */
  readonly id: string;
  /** Of the key that registered it; null where that cannot be read. */
  readonly keyId: string | null;
  /** The subscription that the server knows, and its secret, which stands in for a key when it is renewed. */
  readonly endpoint: string;
  readonly auth: string;
}

/** Another one than the shell's, and no version of it: the worker keeps it from one to the next. */
export const DEVICES_CACHE = "fillcast-push";
const PLACE = "/push-devices";
const LOCK = "fillcast.push";
/** As many as the browser keeps keys. */
const DEVICES_MAX = 20;

/** One for each feed; none where the browser has no Cache. */
export async function readDevices(): Promise<readonly Device[]> {
  if (!("caches" in globalThis)) return [];
  try {
    const found = await (await caches.open(DEVICES_CACHE)).match(PLACE);
    return decodeDevices(await found?.json());
  } catch {
    return [];
  }
}

/** Changes what is kept, and resolves to it. */
export async function changeDevices(
  change: (devices: readonly Device[]) => readonly Device[],
): Promise<readonly Device[]> {
  return navigator.locks.request(LOCK, async () => {
    const after = change(await readDevices()).slice(-DEVICES_MAX);
    await (await caches.open(DEVICES_CACHE)).put(PLACE, new Response(JSON.stringify(after)));
    return after;
  });
}

/** The list with this one in the place of the feed's own. */
export function withDevice(devices: readonly Device[], device: Device): readonly Device[] {
  return [...devices.filter(({ feed }) => feed !== device.feed), device];
}

export function decodeDevices(value: unknown): readonly Device[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).flatMap((item) => {
    const { feed, id, keyId, endpoint, auth } = { ...(item as { readonly [member: string]: unknown } | null) };
    const isWhole = [feed, id, endpoint, auth].every((member) => typeof member === "string");
    if (!isWhole) return [];
    return [{ feed, id, keyId: typeof keyId === "string" ? keyId : null, endpoint, auth } as Device];
  });
}
