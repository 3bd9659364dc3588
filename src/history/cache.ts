/**
 * The cache in KV, filled on read. Nothing that must be right depends on it. A value's first line says what it is, and it is
 * used only if that is what was asked for. A broken, late or missing value is a miss; a failed write is ignored.
 */
import { within } from "../../archive/deadline.ts";
import { gunzip, gzip } from "../../archive/gzip.ts";

/** What a value is, as flat JSON. */
export type Label = { readonly [name: string]: string | number };

/** A value and its label. */
export interface Cached {
  readonly label: Label;
  readonly text: string;
}

/** A cache that takes longer is slower than what it stands for. */
const READ_DEADLINE_MS = 1_000;

/** The value under `key` if its label has every member of `wanted`, else null. */
export async function readCache(cache: KVNamespace, key: string, wanted: Label): Promise<Cached | null> {
  try {
    const bytes = await within(READ_DEADLINE_MS, cache.get(key, "arrayBuffer"));
    if (bytes === null) return null;
    const whole = await gunzip(Buffer.from(bytes));
    const end = whole.indexOf("\n");
    const label = JSON.parse(whole.slice(0, end)) as Label;
    const isWanted = Object.entries(wanted).every(([name, value]) => label[name] === value);
    return isWanted ? { label, text: whole.slice(end + 1) } : null;
  } catch {
    return null;
  }
}

/** Stores a value for at most `ttlS` seconds; never fails. */
export async function writeCache(
  cache: KVNamespace,
  key: string,
  { label, text }: Cached,
  ttlS: number,
): Promise<void> {
  try {
    await cache.put(key, await gzip(`${JSON.stringify(label)}\n${text}`), { expirationTtl: ttlS });
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "cache", error: (error as Error).name }));
  }
}

/** Takes everything that is cached of a feed; may be repeated. */
export async function eraseCache(cache: KVNamespace, feed: string): Promise<void> {
  for (const kind of KINDS) {
    for (let cursor: string | null = null, more = true; more;) {
      const listed: KVNamespaceListResult<unknown> = await cache.list({ prefix: cacheKey(kind, feed, ""), cursor });
      await Promise.all(listed.keys.map(({ name }) => cache.delete(name)));
      more = !listed.list_complete;
      cursor = listed.list_complete ? null : listed.cursor;
    }
  }
}

const KINDS = ["page", "summary", "profit"] as const;

/** The key of something of a feed; a feed's name holds no colon. */
export function cacheKey(kind: (typeof KINDS)[number], feed: string, ...rest: readonly (string | number)[]): string {
  return [kind, feed, ...rest].join(":");
}
