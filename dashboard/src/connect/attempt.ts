/** Refused attempts of one key as a reader wants them: the same one again is one that counts. */
import type { Refusal } from "../live/api.ts";

export interface Attempt {
  /** "422 /type", or "400" where no single place is to blame. */
  readonly what: string;
  readonly detail: string;
  /** The newest of them, ms since 1970. */
  readonly at: number;
  readonly times: number;
}

/** Attempts of the key, the newest first; `refusals` are in that order. */
export function attemptsOf(refusals: readonly Refusal[], keyId: string): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const { status, pointer, detail, at } of refusals.filter((refusal) => refusal.keyId === keyId)) {
    const what = pointer === null || pointer === "" ? String(status) : `${status} ${pointer}`;
    const last = attempts.at(-1);
    if (last?.what === what && last.detail === detail)
      attempts[attempts.length - 1] = { ...last, times: last.times + 1 };
    else attempts.push({ what, detail, at, times: 1 });
  }
  return attempts;
}
