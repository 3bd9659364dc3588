/**
 * Importing: while the operator allows it, a request can say in `X-Fillcast-At` when its events originally arrived, so that
 * days and the last 24 hours are right. The time cannot be later than now, nor earlier than the feed's newest event, because
 * the room's time never goes back.
 */
import { INSTANT_MAX_MS, TS_MIN_MS, refuse, type Refused } from "@fillcast/protocol";
import type { AppContext } from "../http/context.ts";

const HEADER = "X-Fillcast-At";

/** ms since 1970; undefined for an event of now. Without the switch the header says nothing. */
export function importedAt(c: AppContext): number | undefined | Refused {
  const text = c.env.IMPORT === "on" ? c.req.header(HEADER) : undefined;
  if (text === undefined) return undefined;
  const at = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (at >= TS_MIN_MS && at <= INSTANT_MAX_MS) return at;
  return refuse("invalid-request", `${HEADER} must be a time in milliseconds since 1970, not before the year 2000.`);
}
