/**
 * What the room itself appends: that a bot has gone silent, that it is back, and what an owner says of its money or of a
 * trade. Ids follow from what is said and when, so that a repeat of the same step appends nothing.
 */
import { createHash } from "node:crypto";
import type { JsonObject, RoomType } from "@fillcast/protocol";
import type { Draft, DraftEvent } from "../rpc.ts";

/** The room's word about a bot. */
export interface OwnWord {
  readonly type: RoomType;
  readonly bot: string;
  /** Tells it apart from others of its type: the room's clock, or a seq. */
  readonly when: number;
  readonly data?: JsonObject;
  readonly about?: Pick<DraftEvent, "pair" | "trade">;
}

export function draftOwnEvent({ type, bot, when, data = {}, about = {} }: OwnWord): Draft {
  const id = `fillcast.${type}.${bot}.${when}`;
  const digest = createHash("sha256").update(id).digest("hex");
  return {
    id,
    repeat: { kind: "id" },
    fingerprint: digest.slice(0, 40),
    event: { type, bot, source: "fillcast", ...about, data },
  };
}
