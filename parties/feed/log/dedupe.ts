/**
 * Which drafts of an append are new, which are repeats, and whether one of them contradicts what is stored: a pure decision
 * over what the feed remembers. The same rule holds between the drafts of one append.
 */
import type { KnownEvent } from "./digests.ts";
import type { Draft } from "../rpc.ts";

/** What becomes of one draft: appended, the repeat of a stored event, or of an earlier draft of this append (by index). */
export type Verdict =
  | { readonly kind: "new" }
  | { readonly kind: "repeat"; readonly seq: number }
  | { readonly kind: "repeat-of"; readonly index: number }
  /** It has the id of an event with another body; `seq` is null where that is in the same append. */
  | Conflict;

export type Dedupe =
  | { readonly kind: "verdicts"; readonly verdicts: readonly Verdict[]; readonly accepted: number }
  /** `drafts[index]` is one. */
  | (Conflict & { readonly index: number });

interface Conflict {
  readonly kind: "conflict";
  readonly seq: number | null;
}

/** What the feed remembers. */
export interface Memory {
  /** The newest event with the id of this fingerprint. */
  find(fingerprint: string): KnownEvent | null;
  /** True if nothing else was heard of the bot since its event `seq`. */
  isNewest(bot: string, seq: number): boolean;
  /** True if the last that was said of the draft's kind of order, after the event `seq`, is that it was cancelled; or, of a cancel, placed again. */
  isUndone(draft: Draft, seq: number): boolean;
  /** The seq of the message that came another way already; null if there is none. */
  findTwin(draft: Draft, nowMs: number): number | null;
}

/** What one conflict refuses: all drafts of the append, or only its own. */
export type ConflictScope = "append" | "draft";

/** Decides for all drafts at once; the first conflict ends it if it refuses all of them. */
export function dedupe(drafts: readonly Draft[], memory: Memory, nowMs: number, scope: ConflictScope): Dedupe {
  const verdicts: Verdict[] = [];
  const seen = new Map<string, number>();
  /** The newest draft of each bot that is new. */
  const newest = new Map<string, number>();
  let accepted = 0;
  for (const [index, draft] of drafts.entries()) {
    const id = draft.fingerprint.slice(0, 24);
    const earlier = drafts.length === 1 ? undefined : seen.get(id);
    if (earlier !== undefined && (!mustBeNewest(draft) || newest.get(draft.event.bot) === earlier)) {
      const isConflict = conflicts(draft, drafts[earlier]!.fingerprint.slice(24));
      if (isConflict && scope === "append") return { kind: "conflict", index, seq: null };
      verdicts.push(isConflict ? { kind: "conflict", seq: null } : { kind: "repeat-of", index: earlier });
      continue;
    }
    const known = earlier === undefined ? memory.find(draft.fingerprint) : null;
    if (known !== null && conflicts(draft, known.body)) {
      if (scope === "append") return { kind: "conflict", index, seq: known.seq };
      verdicts.push({ kind: "conflict", seq: known.seq });
      continue;
    }
    if (known !== null && isInTime(draft, known, nowMs) && isStillRetry(draft, known.seq, memory, newest)) {
      verdicts.push({ kind: "repeat", seq: known.seq });
      continue;
    }
    const twin = memory.findTwin(draft, nowMs);
    if (twin !== null) {
      verdicts.push({ kind: "repeat", seq: twin });
      continue;
    }
    seen.set(id, index);
    newest.set(draft.event.bot, index);
    verdicts.push({ kind: "new" });
    accepted++;
  }
  return { kind: "verdicts", verdicts, accepted };
}

function conflicts(draft: Draft, body: string): boolean {
  return draft.repeat.kind === "id" && draft.fingerprint.slice(24) !== body;
}

function mustBeNewest({ repeat }: Draft): boolean {
  return repeat.kind === "content" && repeat.ifNewest === true;
}

/** False if something that came after the event `seq` makes an equal body news. */
function isStillRetry(draft: Draft, seq: number, memory: Memory, newest: ReadonlyMap<string, number>): boolean {
  const { repeat, event } = draft;
  if (repeat.kind === "id") return true;
  if (repeat.ifNewest === true) return !newest.has(event.bot) && memory.isNewest(event.bot, seq);
  return repeat.unlessUndone !== true || !memory.isUndone(draft, seq);
}

function isInTime(draft: Draft, known: KnownEvent, nowMs: number): boolean {
  return draft.repeat.kind === "id" || draft.repeat.windowMs === null || nowMs - known.at <= draft.repeat.windowMs;
}
