/**
 * What the room saves from time to time, so that a wake has little to do: how far the archive is, and the state with its
 * seq. All of it can be derived from the log, so it is written rarely: each row written costs money.
 */
import { CHUNK_MAX_BYTES } from "@fillcast/protocol";
import type { ArchivingState } from "../duties/archiving.ts";
import { blobToBytes, joinBytes, type Sql } from "../sql.ts";

export interface Checkpoint extends ArchivingState {
  readonly foldVersion: number;
  /** The fold as it is stored (stored-fold.ts); as far as it has come while it is built again. */
  readonly fold: unknown;
  /** The generation of the ledger's rows from which all earlier ones were taken; 0 if absent. */
  readonly ledgerGeneration?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The newest checkpoint, or null where none was made. */
export function readCheckpoint(sql: Sql): Checkpoint | null {
  const parts = sql.all<{ bytes: ArrayBuffer }>("SELECT bytes FROM checkpoint ORDER BY part");
  if (parts.length === 0) return null;
  return JSON.parse(decoder.decode(joinBytes(parts.map((part) => blobToBytes(part.bytes))))) as Checkpoint;
}

/** Replaces the checkpoint: one row but for a very large state. */
export function writeCheckpoint(sql: Sql, checkpoint: Checkpoint): void {
  const bytes = encoder.encode(JSON.stringify(checkpoint));
  const parts = Math.ceil(bytes.byteLength / CHUNK_MAX_BYTES);
  sql.transaction(() => {
    for (let part = 0; part < parts; part++) {
      sql.run(
        "INSERT OR REPLACE INTO checkpoint (part, bytes) VALUES (?, ?)",
        part,
        bytes.slice(part * CHUNK_MAX_BYTES, (part + 1) * CHUNK_MAX_BYTES),
      );
    }
    sql.run("DELETE FROM checkpoint WHERE part >= ?", parts);
  });
}

/** The next wake folds from nothing. */
export function dropCheckpoint(sql: Sql): void {
  sql.run("DELETE FROM checkpoint");
}
