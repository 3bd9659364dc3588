/**
 * How long the same webhook body counts as a retry. A bot retries within half a minute; what may rightly be said again in
 * the same words has a short window, what carries its own instant has none that ends.
 */
import { REPEAT_WINDOW_LONG_MS, REPEAT_WINDOW_SHORT_MS } from "@fillcast/protocol";

/** ms, or null for as long as the feed remembers. */
export function repeatWindowMs(type: string): number | null {
  // Their `close_date` has microseconds: two real ones never have the same body.
  if (/^exit(_|$)/.test(type)) return null;
  if (/^(entry|protection)(_|$)/.test(type)) return REPEAT_WINDOW_LONG_MS;
  return REPEAT_WINDOW_SHORT_MS;
}
