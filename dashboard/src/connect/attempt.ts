/** Refused attempts of one key as a reader wants them: the same one again is one that counts, and each says what to do. */
import type { Refusal } from "../live/api.ts";

export interface Attempt {
  /** "422 /type", or "400" where no single place is to blame. */
  readonly what: string;
  readonly detail: string;
  /** What to do about it, where the detail does not say it already. */
  readonly advice: string | null;
  /** The newest of them, ms since 1970 by the server's clock. */
  readonly at: number;
  readonly times: number;
}

/** Attempts of the key, the newest first; `refusals` are in that order. */
export function attemptsOf(refusals: readonly Refusal[], keyId: string): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const { status, problem, pointer, detail, at } of refusals.filter((refusal) => refusal.keyId === keyId)) {
    const what = pointer === null || pointer === "" ? String(status) : `${status} ${pointer}`;
    const said = toSentence(detail);
    const last = attempts.at(-1);
    if (last?.what === what && last.detail === said) attempts[attempts.length - 1] = { ...last, times: last.times + 1 };
    else attempts.push({ what, detail: said, advice: ADVICE.get(problem) ?? null, at, times: 1 });
  }
  return attempts;
}

/** What is wrong with a member ("must be a string") reads on from its name; here it stands alone. */
function toSentence(detail: string): string {
  const end = /[.!?]$/.test(detail) ? "" : ".";
  return `${detail.slice(0, 1).toUpperCase()}${detail.slice(1)}${end}`;
}

/** As many as are kept here. */
const KEPT = 100;

/** What the room says now and, since it forgets when it sleeps, what it said before; newest first. */
export function remember(known: readonly Refusal[], said: readonly Refusal[]): readonly Refusal[] {
  const oldest = said.at(-1)?.at ?? Infinity;
  return [...said, ...known.filter(({ at }) => at < oldest)].slice(0, KEPT);
}

const BLOCK = "Paste the block unchanged, then run /reload_config.";
const ADDRESS = "Use the URL in the block, which ends in /v1/webhooks/freqtrade.";
const BY_HAND = "The block sends valid JSON. If you typed the command by hand, check the quotes around the body.";

/** By the problem's slug. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["unsupported-media-type", `The block must have "format": "json". ${BLOCK}`],
  ["malformed-json", BY_HAND],
  ["malformed-body", BY_HAND],
  ["empty-body", BY_HAND],
  ["invalid-body", BLOCK],
  ["invalid-event", "Correct this member of the event and send it again."],
  ["not-found", ADDRESS],
  ["method-not-allowed", ADDRESS],
  ["key-revoked", "Connect the bot again to get a new key."],
  ["credentials-expired", "Connect the bot again to get a new key."],
]);
