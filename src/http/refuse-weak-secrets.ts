/**
 * A Worker whose secrets are missing or too short serves nothing. The log says which; the answer says only that the service
 * is not set up.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import { findWeakSecrets } from "../auth/secrets.ts";
import type { AppContext } from "./context.ts";

/** The log hears of it once in this time. */
const SAY_EVERY_MS = 60_000;
let saidAtMs = 0;

/** Before every route. */
export function refuseWeakSecrets(c: AppContext): Refused | null {
  const weak = findWeakSecrets(c.env);
  if (weak.length === 0) return null;
  const nowMs = c.get("nowMs");
  if (Math.abs(nowMs - saidAtMs) >= SAY_EVERY_MS) {
    saidAtMs = nowMs;
    console.error(JSON.stringify({ level: "error", what: "no requests are served: the secrets are not set up", weak }));
  }
  return refuse("not-set-up", "This service is not set up yet. Its operator can see what is missing in its log.");
}
