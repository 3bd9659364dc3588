/**
 * SHA-256 of what is mostly short. In workerd each hash of `node:crypto` makes a stream object, 30 to 40 µs; the plain
 * JavaScript of @noble/hashes takes 6 µs for an event, and is slower only for long bytes, which go to the platform.
 */
import { hash } from "node:crypto";
import { sha256 as sha256InScript } from "@noble/hashes/sha2.js";

/** From here on the platform's own is faster, bytes. */
const LONG_BYTES = 4_096;

/** 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength < LONG_BYTES ? sha256InScript(bytes) : new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** 64 hex digits. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte]!;
  return text;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
