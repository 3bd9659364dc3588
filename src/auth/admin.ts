/**
 * The operator's token: a secret of the deployment, compared in constant time. It creates feeds and manages any feed's keys.
 */
import { createHash, timingSafeEqual } from "node:crypto";

/** An unset or empty secret is nobody's. Hashed first, so that neither length nor content shows in the time taken. */
export function isAdminToken(token: string, adminToken: string | undefined): boolean {
  if (adminToken === undefined || adminToken === "") return false;
  return timingSafeEqual(sha256(token), sha256(adminToken));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text, "utf8").digest();
}
