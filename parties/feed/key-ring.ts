/**
 * The keys that a feed has issued and not revoked: the room's word on who may still come in. Only ids and what they stand
 * for are kept; the signed texts are nowhere.
 */
import type { KeyRecord } from "./rpc.ts";
import type { Sql } from "./sql.ts";

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

  /** Oldest first. */
  list(): KeyRecord[] {
    return [...this.#keys.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  add(key: KeyRecord): void {
    this.#sql.run("INSERT OR REPLACE INTO key (id, record) VALUES (?, ?)", key.id, JSON.stringify(key));
    this.#keys.set(key.id, key);
  }

  /** False where there was no such key. */
  remove(id: string): boolean {
    if (!this.#keys.has(id)) return false;
    this.#sql.run("DELETE FROM key WHERE id = ?", id);
    return this.#keys.delete(id);
  }
}
