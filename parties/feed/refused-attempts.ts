/**
 * The newest publishes that were refused, as the edge tells of them, for whoever connects a bot and wonders why nothing
 * comes. Kept in memory only: a room that slept has forgotten them. One key's storm does not push out what another key
 * met, since it is the key with the most that loses its oldest.
 */
import { REFUSALS_MAX, type Refusal, type RefusedAttempt } from "./rpc.ts";

export class RefusedAttempts {
  /** Newest first. */
  #refusals: readonly Refusal[] = [];

  note(attempt: RefusedAttempt, nowMs: number): void {
    const refusals = [{ at: nowMs, ...attempt }, ...this.#refusals];
    this.#refusals = refusals.length > REFUSALS_MAX ? refusals.toSpliced(findCrowded(refusals), 1) : refusals;
  }

  list(): readonly Refusal[] {
    return this.#refusals;
  }
}

/** The index of the oldest refusal of the key that has the most. */
function findCrowded(refusals: readonly Refusal[]): number {
  const counts = new Map<string, number>();
  for (const { keyId } of refusals) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return refusals.findLastIndex(({ keyId }) => counts.get(keyId) === most);
}
