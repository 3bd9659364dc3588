/**
 * Turns what a producer said into a draft for the room: bot and mode from the key, where it came in, and what makes it a
 * repeat. Pure; time and random ids are parameters.
 */
import { EVENT_MAX_BYTES, refuse, type Edge, type EventSource, type Refused } from "@fillcast/protocol";
import { sha256, toHex } from "../../archive/sha256.ts";
import type { Draft, DraftEvent, RepeatRule } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { contentOf, isTooLarge } from "./content.ts";
import { hideSecrets } from "./hide-secrets.ts";
import type { Said } from "./said.ts";

/** Where and how something came in. */
export interface Origin {
  readonly source: EventSource;
  readonly edge: Edge;
}

/** An event of a key that names no bot, in a body that names none either. */
const DEFAULT_BOT = "default";

/** The event but for what the room gives it, without the secrets in it; the key's bot wins over the body's. */
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
    data: hideSecrets(data),
  };
}

/** A draft whose id is its identity: sent again with the same content it is a repeat, with another one a conflict. */
export function draftById(event: DraftEvent, id: string): Draft | Refused {
  const content = contentOf(event);
  if (isTooLarge(content)) return refuseTooLarge();
  const fingerprint = digestOf(id).slice(0, 24) + digestOf(content).slice(0, 16);
  return { id, repeat: { kind: "id" }, fingerprint, event };
}

/**
 * A draft of a sender without ids: the same content is a repeat as the rule has it. An imported event (`at`, ms since 1970)
 * is identified by its content and its time, so an import that was interrupted can be sent again.
 */
export function draftByContent(event: DraftEvent, rule: RepeatRule, at?: number): Draft | Refused {
  const content = contentOf(event);
  if (isTooLarge(content)) return refuseTooLarge();
  const digest = digestOf(at === undefined ? `${event.bot}\n${content}` : `${event.bot}\n${at}\n${content}`);
  const id = digest.slice(0, 32);
  const fingerprint = digestOf(id).slice(0, 24) + digest.slice(0, 16);
  return { id, repeat: { kind: "content", ...(at === undefined ? rule : { windowMs: null }) }, fingerprint, event };
}

function refuseTooLarge(): Refused {
  return refuse(
    "event-too-large",
    `An event can have at most ${EVENT_MAX_BYTES} bytes of JSON. Send less in its data.`,
  );
}

const encoder = new TextEncoder();

/** 64 hex digits. */
function digestOf(text: string): string {
  return toHex(sha256(encoder.encode(text)));
}
