/**
 * The chain over a log's records: d = SHA-256(previous d ‖ record bytes). The room extends it; the archive and its readers
 * recompute it. Two logs with the same digest at a seq are equal up to it.
 */
import { createHash } from "node:crypto";
import { sha256, toHex } from "./sha256.ts";

/** Before the first record: 32 zero bytes. */
export const CHAIN_START: Uint8Array = new Uint8Array(32);
export const CHAIN_START_HEX = chainToHex(CHAIN_START);

const encoder = new TextEncoder();

/** The digest after a record, and how many UTF-8 bytes its text has. One buffer and one call, since every append pays for it. */
export function extendChain(
  previous: Uint8Array,
  record: string,
): { readonly chain: Uint8Array; readonly bytes: number } {
  const buffer = new Uint8Array(previous.byteLength + record.length * 3);
  buffer.set(previous);
  const { written: bytes } = encoder.encodeInto(record, buffer.subarray(previous.byteLength));
  return { chain: sha256(buffer.subarray(0, previous.byteLength + bytes)), bytes };
}

/** The same in hex, as digests travel and are archived; `record` is its text. */
export function extendChainHex(previous: string, record: string): string {
  return createHash("sha256").update(previous, "hex").update(record, "utf8").digest("hex");
}

/** A digest as it travels. */
export function chainToHex(chain: Uint8Array): string {
  return toHex(chain);
}
