/**
 * What the room itself appends: that a bot has gone silent, and that it is back. Ids follow from what is said and when, so
 * that a repeat of the same step appends nothing.
 */
import { createHash } from "node:crypto";
import type { RoomType } from "@fillcast/protocol";
import type { Draft } from "./rpc.ts";

/** The room's word about a bot; `lastSeenAt` is its last sign of life, ms since 1970. */
export function draftOwnEvent(type: RoomType, bot: string, nowMs: number, lastSeenAt: number | null): Draft {
  const id = `fillcast.${type}.${bot}.${nowMs}`;
  const data = lastSeenAt === null ? {} : { lastSeenAt };
  const digest = createHash("sha256").update(id).digest("hex");
  return {
    id,
    repeat: { kind: "id" },
    fingerprint: digest.slice(0, 40),
    event: { type, bot, source: "fillcast", data },
  };
}
