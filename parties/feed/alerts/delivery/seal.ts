/**
 * Addresses at rest: AES-GCM under a key of their own, made of the signing secret, the feed and the destination's id. A row that
 * was moved to another destination or altered does not open, and neither does one of a secret that is gone.
 */
import type { DestinationAddress } from "@fillcast/protocol";
import { sha256 } from "@noble/hashes/sha2.js";

/** What a sealed address belongs to. */
export interface SealPlace {
  readonly feed: string;
  readonly id: string;
}
export interface SealSecrets {
  readonly current: string;
  /** Still opens; an address that it sealed should be sealed again. */
  readonly previous?: string | undefined;
}
export interface OpenedAddress {
  readonly address: DestinationAddress;
  /** The current secret sealed it. */
  readonly isCurrent: boolean;
}

/** Form, name of the secret, nonce; then the text and its tag. */
const FORM = 1;
const KID_BYTES = 4;
const HEAD_BYTES = 1 + KID_BYTES;
const NONCE_BYTES = 12;

export async function sealAddress(
  address: DestinationAddress,
  { current }: SealSecrets,
  place: SealPlace,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array([FORM, ...secretName(current)]);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const text = Buffer.from(JSON.stringify(address), "utf8");
  const key = await sealKey(current, place, "encrypt");
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: head }, key, text);
  return new Uint8Array([...head, ...nonce, ...new Uint8Array(sealed)]);
}

/** Null where neither secret sealed it, or not for this place, or where it is damaged. */
export async function openAddress(
  sealed: Uint8Array,
  secrets: SealSecrets,
  place: SealPlace,
): Promise<OpenedAddress | null> {
  const head = sealed.slice(0, HEAD_BYTES);
  const secret = [secrets.current, secrets.previous].find((one) => one && isSame(head.slice(1), secretName(one)));
  if (head[0] !== FORM || !secret) return null;
  const nonce = sealed.slice(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
  const key = await sealKey(secret, place, "decrypt");
  try {
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: nonce, additionalData: head },
      key,
      sealed.slice(HEAD_BYTES + NONCE_BYTES),
    );
    const address = JSON.parse(Buffer.from(text).toString("utf8")) as DestinationAddress;
    return { address, isCurrent: secret === secrets.current };
  } catch {
    return null;
  }
}

async function sealKey(secret: string, { feed, id }: SealPlace, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", Buffer.from(secret, "utf8"), "HKDF", false, ["deriveKey"]);
  const info = Buffer.from(JSON.stringify(["fillcast destination", feed, id]), "utf8");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    [use],
  );
}

/** The same beginning of its hash that stands in the header of tokens. */
function secretName(secret: string): Uint8Array {
  return sha256(Buffer.from(secret, "utf8")).slice(0, KID_BYTES);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
