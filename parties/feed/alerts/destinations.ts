/**
 * The destinations of a feed: the table `destination`. Read once, when something first asks; a feed without destinations pays
 * one read of an empty table for each wake. What an address says stays in `sealed`, which is read only to send; what changes
 * with alerts is in `box`, so that an alert costs one row.
 */
import { DEFAULT_ALERT_RULES, type AlertRules, type DestinationKind } from "@fillcast/protocol";
import { blobToBytes, type Sql } from "../sql.ts";
import { readBox, type Box } from "./box.ts";

/** What changes only when somebody changes it, but for the address. */
export interface DestinationConfig {
  readonly label: string;
  /** Of its address. */
  readonly host: string;
  /** The key that made it; null for the operator. */
  readonly keyId: string | null;
  /** Of the dashboard from which it was made: links lead there. */
  readonly origin: string;
  readonly rules: AlertRules;
  /** ms since 1970. */
  readonly createdAt: number;
  /** A device's endpoint as a digest, by which it is known when it comes again; null for other kinds. */
  readonly mark: string | null;
}

export interface StoredDestination {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly config: DestinationConfig;
  readonly box: Box;
}

export class Destinations {
  readonly #sql: Sql;
  #known: Map<string, StoredDestination> | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Oldest first. */
  all(): StoredDestination[] {
    return [...this.#load().values()].sort((a, b) => a.config.createdAt - b.config.createdAt || (a.id < b.id ? -1 : 1));
  }

  get size(): number {
    return this.#load().size;
  }

  get(id: string): StoredDestination | undefined {
    return this.#load().get(id);
  }

  /** The device with this endpoint's digest. */
  findByMark(mark: string): StoredDestination | undefined {
    return [...this.#load().values()].find(({ config }) => config.mark === mark);
  }

  /** The address as it is stored; null where there is no such destination. */
  readSealed(id: string): Uint8Array | null {
    const [row] = this.#sql.all<{ sealed: ArrayBuffer | Uint8Array }>(
      "SELECT sealed FROM destination WHERE id = ?",
      id,
    );
    return row === undefined ? null : blobToBytes(row.sealed);
  }

  /** Puts a destination, in the place of the one with its id. */
  put(stored: StoredDestination, sealed: Uint8Array): void {
    const { id, kind, config, box } = stored;
    this.#sql.run(
      "INSERT OR REPLACE INTO destination (id, kind, config, sealed, box) VALUES (?, ?, ?, ?, ?)",
      id,
      kind,
      JSON.stringify(config),
      sealed,
      JSON.stringify(box),
    );
    this.#load().set(id, stored);
  }

  /** All but the address. */
  change(stored: StoredDestination): void {
    const { id, config, box } = stored;
    const texts = [JSON.stringify(config), JSON.stringify(box)];
    this.#sql.run("UPDATE destination SET config = ?, box = ? WHERE id = ?", ...texts, id);
    this.#load().set(id, stored);
  }

  putBox(id: string, box: Box): void {
    const known = this.#load().get(id);
    if (known === undefined) return;
    this.#sql.run("UPDATE destination SET box = ? WHERE id = ?", JSON.stringify(box), id);
    this.#load().set(id, { ...known, box });
  }

  /** The same address, sealed again. */
  putSealed(id: string, sealed: Uint8Array): void {
    this.#sql.run("UPDATE destination SET sealed = ? WHERE id = ?", sealed, id);
  }

  remove(id: string): void {
    this.#sql.run("DELETE FROM destination WHERE id = ?", id);
    this.#load().delete(id);
  }

  #load(): Map<string, StoredDestination> {
    if (this.#known !== null) return this.#known;
    const rows = this.#sql.all<{ id: string; kind: string; config: string; box: string }>(
      "SELECT id, kind, config, box FROM destination",
    );
    this.#known = new Map(rows.map((row) => [row.id, toStored(row)]));
    return this.#known;
  }
}

function toStored(row: { id: string; kind: string; config: string; box: string }): StoredDestination {
  const config = JSON.parse(row.config) as DestinationConfig;
  return {
    id: row.id,
    kind: row.kind as DestinationKind,
    // A rule that a later build has added is at its default.
    config: { ...config, rules: { ...DEFAULT_ALERT_RULES, ...config.rules } },
    box: readBox(row.box),
  };
}
