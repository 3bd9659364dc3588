/**
 * Where a subscription begins: a pure decision over what was asked and what the room holds. Recovery is all or nothing; a
 * position that cannot be continued is said, never served in part.
 */
import type { ResetReason } from "@fillcast/protocol";
import type { Start } from "../rpc.ts";

/** The log as a newcomer meets it. */
export interface LogWindow {
  readonly epoch: string;
  readonly head: number;
  /** head + 1 where the room holds nothing. */
  readonly oldest: number;
  /** The seq before the first event stored at `at` (ms) or later. */
  readonly seqBefore: (at: number) => number;
  /** True where the events after a seq are more than a subscriber without `ack=1` may be replayed. */
  readonly tooFar: (after: number) => boolean;
}

export type Beginning =
  /** Replay (after, head], which may be empty, then live. */
  | { readonly kind: "from"; readonly after: number }
  /** Live from the head; what came before cannot be continued. */
  | { readonly kind: "reset"; readonly reason: ResetReason };

/** Decides in one step; nothing may be appended between it and the first frame. */
export function decideBeginning(start: Start, ack: boolean, window: LogWindow, nowMs: number): Beginning {
  const { head, oldest } = window;
  const from = (after: number): Beginning =>
    !ack && window.tooFar(after) ? { kind: "reset", reason: "too_far" } : { kind: "from", after };
  switch (start.kind) {
    case "live":
      return { kind: "from", after: head };
    case "tail":
      return from(Math.max(oldest - 1, head - start.count));
    case "since":
      return from(Math.max(oldest - 1, Math.min(head, window.seqBefore(nowMs - start.ms))));
    case "resume": {
      const { epoch, seq } = start.position;
      if (epoch !== window.epoch) return { kind: "reset", reason: "epoch" };
      if (seq > head) return { kind: "reset", reason: "ahead" };
      if (seq < oldest - 1) return { kind: "reset", reason: "trimmed" };
      return from(seq);
    }
  }
}
