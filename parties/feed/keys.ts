/**
 * The keys that a feed has issued and not revoked. Owns the table `key`, which has ids and what they stand for, never the
 * signed texts. A key cannot revoke a key from which it was issued, so that a leaked owner key cannot lock out its owner.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import type { FeedQuotas } from "./quotas/quotas.ts";
import type { Caller, Done, KeyRecord } from "./rpc.ts";
import type { Sql } from "./sql.ts";

/** Owner keys that issue owner keys, one after the other: nobody needs more, and each record names all of them. */
const LINEAGE_MAX = 16;
/** A key that has ended takes no place, but is listed for a day: somebody may wonder. */
const ENDED_LISTED_MS = 24 * 60 * 60 * 1_000;

export class KeyRing {
  readonly #sql: Sql;
  readonly #keys = new Map<string, KeyRecord>();

  constructor(sql: Sql) {
    this.#sql = sql;
    for (const { record } of sql.all<{ record: string }>("SELECT record FROM key")) {
      const key = JSON.parse(record) as KeyRecord;
      this.#keys.set(key.id, key);
    }
  }

  /** False for a key that was never issued here, and for a revoked one. */
  has(id: string): boolean {
    return this.#keys.has(id);
  }

  get(id: string): KeyRecord | undefined {
    return this.#keys.get(id);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Oldest first. */
  list(): KeyRecord[] {
    return [...this.#keys.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  add(key: KeyRecord): void {
    writeKey(this.#sql, key);
    this.#keys.set(key.id, key);
  }

  /** Forgets keys that ended before `at`, ms since 1970. */
  prune(at: number): void {
    for (const { id, expiresAt } of this.#keys.values()) if (expiresAt !== undefined && expiresAt < at) this.remove(id);
  }

  /** False where there was no such key. */
  remove(id: string): boolean {
    if (!this.#keys.has(id)) return false;
    this.#sql.run("DELETE FROM key WHERE id = ?", id);
    return this.#keys.delete(id);
  }
}

/** Puts a key on the list of a room whose ring nobody has read yet. */
export function writeKey(sql: Sql, key: KeyRecord): void {
  sql.run("INSERT OR REPLACE INTO key (id, record) VALUES (?, ?)", key.id, JSON.stringify(key));
}

/** Puts a key on the list, with the keys that it comes from. */
export function issueKey(
  { keys, quotas }: { readonly keys: KeyRing; readonly quotas: FeedQuotas },
  caller: Caller,
  key: KeyRecord,
  nowMs: number,
): Done | Refused {
  keys.prune(nowMs - ENDED_LISTED_MS);
  const issuer = caller.kind === "key" ? caller.id : "";
  const refused = quotas.admitKey(issuer, keys.size, nowMs);
  if (refused !== null) return refused;
  const lineage = caller.kind === "admin" ? [] : [...(keys.get(issuer)?.lineage ?? []), issuer];
  if (lineage.length > LINEAGE_MAX) {
    return refuse(
      "forbidden",
      `A chain of keys can be at most ${LINEAGE_MAX} long. Issue this key with an earlier one.`,
    );
  }
  keys.add({ ...key, lineage });
  return { kind: "done" };
}

/** Takes a key off the list; what it opened is closed by the caller. */
export function revokeKey(keys: KeyRing, caller: Caller, keyId: string): Done | Refused {
  const isAncestor = caller.kind === "key" && keys.get(caller.id)?.lineage?.includes(keyId) === true;
  if (isAncestor) {
    return refuse(
      "forbidden",
      "This key was issued with the key that you want to revoke. Use that key, or the operator's token.",
    );
  }
  return keys.remove(keyId) ? { kind: "done" } : refuse("key-not-found", "The feed has no active key with this id.");
}
