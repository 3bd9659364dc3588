/**
 * The operator's token: a secret of the deployment, compared in constant time. It creates feeds and manages any feed's keys.
 */
import { createHash, timingSafeEqual } from "node:crypto";

/** An unset or empty secret matches nothing. Both sides are hashed first, so that the time taken reveals neither length nor content. */
export function isAdminToken(token: string, adminToken: string | undefined): boolean {
  if (adminToken === undefined || adminToken === "") return false;
  return timingSafeEqual(sha256(token), sha256(adminToken));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text, "utf8").digest();
}
