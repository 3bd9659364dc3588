/**
 * Outcomes: what one trade adds to the sums it is part of. Sums follow by differences, so that a profit that is reported again
 * counts once. A trade with an exit whose profit cannot be read adds nothing but that.
 */
import type { Trade } from "@fillcast/protocol";
import { sign, ZERO, type Decimal } from "./decimal.ts";

export interface Outcome {
  readonly realised: Decimal;
  /** It is closed, and its profit is known. */
  readonly closed: 0 | 1;
  readonly wins: 0 | 1;
  readonly losses: 0 | 1;
  readonly unreadable: 0 | 1;
}

const NOTHING: Outcome = { realised: ZERO, closed: 0, wins: 0, losses: 0, unreadable: 0 };

/** What a trade adds; nothing before there is one. */
export function outcomeOf(trade: Trade | null): Outcome {
  if (trade === null) return NOTHING;
  const { realised, status } = trade;
  if (realised === null) return { ...NOTHING, unreadable: 1 };
  if (status !== "closed") return { ...NOTHING, realised };
  const result = sign(realised);
  return { realised, closed: 1, wins: result > 0 ? 1 : 0, losses: result < 0 ? 1 : 0, unreadable: 0 };
}

/** The count as rows and bots carry it: absent if there are none. */
export function countUnreadable(before: number | undefined, step: number): { readonly unreadable?: number } {
  const unreadable = (before ?? 0) + step;
  return unreadable === 0 ? {} : { unreadable };
}
