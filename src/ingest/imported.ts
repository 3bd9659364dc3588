/**
 * Importing: while the operator has switched it on, a request may say in `X-Fillcast-At` when its events reached the system
 * that they come from, so that days and the last 24 hours are right. Never later than now, and never earlier than the feed's
 * newest event: the room's time does not go back.
 */
import { refuse, type Refused } from "../../parties/feed/rpc.ts";
import type { AppContext } from "../http/context.ts";

const HEADER = "X-Fillcast-At";

/** ms since 1970; undefined for an event of now. Without the switch the header says nothing. */
export function importedAt(c: AppContext): { readonly kind: "at"; readonly at: number | undefined } | Refused {
  const text = c.env.IMPORT === "on" ? c.req.header(HEADER) : undefined;
  if (text === undefined) return { kind: "at", at: undefined };
  if (!/^[0-9]{1,14}$/.test(text)) return refuse("invalid-request", `${HEADER} is a time in ms since 1970.`);
  return { kind: "at", at: Number(text) };
}
