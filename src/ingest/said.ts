/**
 * What a producer said, in one shape whatever the wire format was. Who it is (the key) and where it came in are added later
 * (enrich.ts); what the room adds comes last.
 */
import { BOT_PATTERN, type Json, type JsonObject, type TradeRef } from "@fillcast/protocol";

export interface Said {
  /** The producer's id. */
  readonly id?: string;
  /** The user that the body names; the key's feed if any. */
  readonly user?: string;
  /** The bot that the body names. */
  readonly bot?: string;
  readonly type: string;
  /** ms since 1970. */
  readonly ts?: number;
  readonly pair?: string;
  readonly trade?: TradeRef;
  readonly data: JsonObject;
}

/** A pair or a trade's id, characters. */
export const NAME_MAX_CHARS = 64;

/** A webhook's field as a name where it can be one; a field that cannot stays in `data` only. Half of a surrogate pair is replaced: digests and databases know only whole characters. */
export function toName(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= NAME_MAX_CHARS ? value.toWellFormed() : undefined;
}

/** The same for a bot. */
export function toBot(value: Json | undefined): string | undefined {
  return typeof value === "string" && BOT_PATTERN.test(value) ? value : undefined;
}
