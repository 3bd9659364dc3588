/**
 * Drafts as the edge would hand them to a room.
 */
import { createHash } from "node:crypto";
import type { Draft, DraftEvent, RepeatRule } from "../../parties/feed/rpc.ts";

/** A draft with an id of the producer's. */
export function draft(id: string, event: Partial<DraftEvent> = {}): Draft {
  const whole: DraftEvent = { type: "x-test", bot: "bot-1", source: "api", data: {}, ...event };
  return { id, repeat: { kind: "id" }, fingerprint: fingerprint(id, whole), event: whole };
}

/** A webhook's draft: recognised by its content, as the rule has it. */
export function webhookDraft(content: string, rule: RepeatRule, event: Partial<DraftEvent> = {}): Draft {
  const id = createHash("sha256").update(content).digest("hex").slice(0, 32);
  return { ...draft(id, { source: "freqtrade", ...event }), repeat: { kind: "content", ...rule } };
}

function fingerprint(id: string, event: DraftEvent): string {
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
  return digest(id).slice(0, 24) + digest(JSON.stringify(event)).slice(0, 16);
}
