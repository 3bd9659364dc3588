/**
 * What the room saves now and then so that a wake has little to do: how far the archive is, and the state with the seq it
 * stands for. Everything in it can be had again from the log, so it is written rarely: each row written is paid for.
 */
import { CHUNK_MAX_BYTES, type Trade } from "@fillcast/protocol";
import { blobToBytes, joinBytes, type Sql } from "./sql.ts";

export interface Checkpoint {
  /** Everything up to here is in the archive for sure. */
  readonly archived: number;
  readonly foldVersion: number;
  /** The fold, as its own JSON value; as far as it has come while it is built anew. */
  readonly fold: unknown;
  /** Changed trades that the ledger does not have yet. */
  readonly unledgered: readonly Trade[];
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
