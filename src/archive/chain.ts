/**
 * The chain over a log's records, d = SHA-256(d before ‖ record bytes), recomputed from what the archive holds. Two logs with
 * the same digest at a seq are the same up to it.
 */
import { createHash } from "node:crypto";

/** Before the first record: 32 zero bytes, hex like every digest here. */
export const CHAIN_START_HEX = "00".repeat(32);

/** The digest after a record, hex; `record` is its text as it is stored. */
export function extendChainHex(previous: string, record: string): string {
  return createHash("sha256").update(previous, "hex").update(record, "utf8").digest("hex");
}
