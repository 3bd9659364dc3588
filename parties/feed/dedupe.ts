/**
 * Which drafts of an append are new, which are repeats, and whether one of them contradicts what is stored: a pure decision
 * over what the feed remembers. The same rule holds between the drafts of one append.
 */
import type { KnownEvent } from "./digests.ts";
import type { Draft } from "./rpc.ts";

/** What becomes of one draft: appended, the repeat of a stored event, or of an earlier draft of this append (by index). */
export type Verdict =
  | { readonly kind: "new" }
  | { readonly kind: "repeat"; readonly seq: number }
  | { readonly kind: "repeat-of"; readonly index: number };

export type Dedupe =
  | { readonly kind: "verdicts"; readonly verdicts: readonly Verdict[]; readonly accepted: number }
  /** `drafts[index]` has the id of an event with another body; `seq` is null where that is in the same append. */
  | { readonly kind: "conflict"; readonly index: number; readonly seq: number | null };

/** Decides for all drafts at once; a conflict refuses them whole. `find` answers by fingerprint what the feed remembers. */
export function dedupe(
  drafts: readonly Draft[],
  find: (fingerprint: string) => KnownEvent | null,
  nowMs: number,
): Dedupe {
  const verdicts: Verdict[] = [];
  const seen = new Map<string, number>();
  let accepted = 0;
  for (const [index, draft] of drafts.entries()) {
    const id = draft.fingerprint.slice(0, 24);
    const earlier = drafts.length === 1 ? undefined : seen.get(id);
    if (earlier !== undefined) {
      if (conflicts(draft, drafts[earlier]!.fingerprint.slice(24))) return { kind: "conflict", index, seq: null };
      verdicts.push({ kind: "repeat-of", index: earlier });
      continue;
    }
    const known = find(draft.fingerprint);
    if (known !== null && conflicts(draft, known.body)) return { kind: "conflict", index, seq: known.seq };
    if (known !== null && isRepeat(draft, known, nowMs)) {
      verdicts.push({ kind: "repeat", seq: known.seq });
      continue;
    }
    seen.set(id, index);
    verdicts.push({ kind: "new" });
    accepted++;
  }
  return { kind: "verdicts", verdicts, accepted };
}

function conflicts(draft: Draft, body: string): boolean {
  return draft.repeat.kind === "id" && draft.fingerprint.slice(24) !== body;
}

function isRepeat(draft: Draft, known: KnownEvent, nowMs: number): boolean {
  return draft.repeat.kind === "id" || draft.repeat.windowMs === null || nowMs - known.at <= draft.repeat.windowMs;
}
