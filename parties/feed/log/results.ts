/**
 * What an append answers for each of its drafts, in their order, heartbeats and conflicts included.
 */
import type { Verdict } from "./dedupe.ts";
import { isHeartbeat } from "../state/heartbeats.ts";
import { deliveredId } from "./record.ts";
import { refuseConflict } from "../refusal.ts";
import type { AppendResult, Draft } from "../rpc.ts";

/** `verdicts` are those of the drafts that are no heartbeats; the new ones have the seqs from `firstSeq` on. */
export function toResults(
  drafts: readonly Draft[],
  verdicts: readonly Verdict[],
  firstSeq: number,
): readonly AppendResult[] {
  const results: AppendResult[] = [];
  const seqs: (number | null)[] = [];
  let next = firstSeq;
  for (const draft of drafts) {
    if (isHeartbeat(draft.event)) {
      results.push({ id: draft.id, seq: null, duplicate: false });
      continue;
    }
    const verdict = verdicts[seqs.length]!;
    if (verdict.kind === "conflict") {
      seqs.push(null);
      const { problem } = refuseConflict(draft, verdict.seq, null);
      results.push({ id: draft.id, seq: null, duplicate: false, problem });
      continue;
    }
    const seq = verdict.kind === "new" ? next++ : verdict.kind === "repeat" ? verdict.seq : seqs[verdict.index]!;
    seqs.push(seq);
    results.push({ id: deliveredId(draft, seq), seq, duplicate: verdict.kind !== "new" });
  }
  return results;
}
