/**
 * The newest refused publishes, as the edge reports them, for someone who connects a bot and wonders why nothing arrives. In
 * memory only: hibernation clears them. When the list is full, the key with the most entries loses its oldest, so that one
 * key's storm does not hide another's.
 */
import type { NotedAttempt, FailedAttempt } from "./inspected.ts";
import { FAILED_ATTEMPTS_MAX } from "./rpc.ts";

export class FailedAttempts {
  /** Newest first. */
  #attempts: readonly NotedAttempt[] = [];

  note(attempt: FailedAttempt, nowMs: number): void {
    const attempts = [{ at: nowMs, ...attempt }, ...this.#attempts];
    this.#attempts = attempts.length > FAILED_ATTEMPTS_MAX ? attempts.toSpliced(findCrowded(attempts), 1) : attempts;
  }

  list(): readonly NotedAttempt[] {
    return this.#attempts;
  }
}

/** The index of the oldest attempt with the key that has the most. */
function findCrowded(attempts: readonly NotedAttempt[]): number {
  const counts = new Map<string, number>();
  for (const { keyId } of attempts) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return attempts.findLastIndex(({ keyId }) => counts.get(keyId) === most);
}
