/**
 * From what a producer said to a draft for the room: bot and mode from the key, where it came in, and what makes it a
 * repeat. Pure; time and random ids come in as values.
 */
import { hash } from "node:crypto";
import { EVENT_MAX_BYTES, type Edge, type EventSource, type JsonObject } from "@fillcast/protocol";
import { refuse, type Draft, type DraftEvent, type Refused } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { canonicalJson } from "./canonical.ts";
import type { Said } from "./said.ts";

/** Where and how something came in. */
export interface Origin {
  readonly source: EventSource;
  readonly edge: Edge;
}

/** An event of a key that names no bot, in a body that names none either. */
const DEFAULT_BOT = "default";

/** The event but for what the room gives it; the key's bot wins over the body's. */
export function enrich(said: Said, grant: Grant, { source, edge }: Origin): DraftEvent {
  const { type, ts, pair, trade, data } = said;
  return {
    type,
    bot: grant.bot ?? said.bot ?? DEFAULT_BOT,
    source,
    ...(grant.mode === undefined ? {} : { mode: grant.mode }),
    ...(ts === undefined ? {} : { ts }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade }),
    edge,
    data,
  };
}

/** A draft whose id is its identity: sent again with the same content it is a repeat, with another one a conflict. */
export function draftById(event: DraftEvent, id: string): Draft | Refused {
  const content = contentOf(event);
  if (isTooLarge(content)) return refuseTooLarge();
  const fingerprint = sha256(id).slice(0, 24) + sha256(content).slice(0, 16);
  return { id, repeat: { kind: "id" }, fingerprint, event };
}

/** A draft of a sender without ids: the same content within the window (ms; null: as long as it is remembered) is a repeat. */
export function draftByContent(event: DraftEvent, windowMs: number | null): Draft | Refused {
  const content = contentOf(event);
  if (isTooLarge(content)) return refuseTooLarge();
  const digest = sha256(`${event.bot}\n${content}`);
  const id = digest.slice(0, 32);
  const fingerprint = sha256(id).slice(0, 24) + digest.slice(0, 16);
  return { id, repeat: { kind: "content", windowMs }, fingerprint, event };
}

/** What the producer sent, in one spelling. */
function contentOf({ type, bot, ts, pair, trade, data }: DraftEvent): string {
  const content = {
    type,
    bot,
    ...(ts === undefined ? {} : { ts }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade: trade as unknown as JsonObject }),
    data,
  };
  return canonicalJson(content);
}

function isTooLarge(content: string): boolean {
  return content.length * 3 > EVENT_MAX_BYTES && Buffer.byteLength(content, "utf8") > EVENT_MAX_BYTES;
}

function refuseTooLarge(): Refused {
  return refuse("event-too-large", `An event has at most ${EVENT_MAX_BYTES} bytes of JSON. Send less in its data.`);
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
