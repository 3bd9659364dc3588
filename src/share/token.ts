/**
 * The token in a share link's address: an id that cannot be guessed, and a short HMAC of it. The HMAC only keeps made-up
 * tokens from reaching an object, so that nobody creates objects by trying; the id alone is the secret. It names no feed. The
 * current and the previous signing secret verify.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../auth/jwt.ts";

const ID_BYTES = 16;
/** Of the HMAC: 2⁹⁶ tries for one made-up id, each a request. */
const MAC_BYTES = 12;
/** Base64url without padding: 22 characters, then 16. */
const TOKEN = /^([A-Za-z0-9_-]{21}[AQgw])([A-Za-z0-9_-]{16})$/;

export function createShareId(): string {
  return randomBytes(ID_BYTES).toString("base64url");
}

/** Signed with the current secret. */
export function shareToToken(id: string, { current }: Secrets): string {
  return id + macOf(id, current);
}

/** The link's id; null for a token that neither secret has signed. */
export function verifyShareToken(token: string, { current, previous }: Secrets): string | null {
  const match = TOKEN.exec(token);
  if (match === null) return null;
  const [, id, mac] = match as unknown as readonly [string, string, string];
  const secrets = [current, previous ?? ""].filter((secret) => secret !== "");
  return secrets.some((secret) => isSame(mac, macOf(id, secret))) ? id : null;
}

function macOf(id: string, secret: string): string {
  const mac = createHmac("sha256", secret).update(`fillcast share\n${id}`, "utf8").digest();
  return mac.subarray(0, MAC_BYTES).toString("base64url");
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}
