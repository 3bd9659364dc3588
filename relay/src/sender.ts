/**
 * What an answer of the server means: pure decisions. An item is settled only if the answer speaks of that item, or if the server
 * refuses it in a request of its own; everything else (no answer, a portal's page, a refused key, a wait) leaves it where it is.
 */
import { BATCH_MAX_EVENTS, isObject, parseJson } from "@fillcast/protocol";
import type { HttpAnswer, HttpOutcome } from "./http.ts";
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS, KEY_RETRY_MS, RETRY_AFTER_MAX_MS } from "./limits.ts";

/** How the line to the server is. */
export interface Line {
  /** Failures in a row. */
  readonly failures: number;
  /** Items of the next request: fewer after one that was too large. */
  readonly limit: number;
}
export const NEW_LINE: Line = { failures: 0, limit: BATCH_MAX_EVENTS };

export interface Verdicts {
  /** By item id. */
  readonly stored: ReadonlySet<string>;
  /** By item id: the problem's body as JSON. */
  readonly refused: ReadonlyMap<string, string>;
}
export interface Judgement extends Verdicts {
  readonly line: Line;
  readonly pauseMs: number;
  /** Null where all is well. */
  readonly error: string | null;
  /** The server is older than `/v1/relay`. */
  readonly hasNoRelay: boolean;
}

const NOTHING: Verdicts = { stored: new Set(), refused: new Map() };

/** `ids` are those of the request; `random` is from 0 up to 1. */
export function judge(ids: readonly string[], outcome: HttpOutcome, line: Line, random: number): Judgement {
  if (outcome.kind === "failure") return retry(line, `The server cannot be reached: ${outcome.words}.`, random);
  const { status } = outcome;
  const problem = problemOf(outcome);
  if (status === 200) {
    const verdicts = readVerdicts(ids, outcome.body);
    if (verdicts === null) return retry(line, NOT_FILLCAST, random);
    const settled = verdicts.stored.size + verdicts.refused.size;
    if (settled === 0 && ids.length > 0) return retry(line, "The server took none of the items.", random);
    const limit = Math.min(BATCH_MAX_EVENTS, line.limit * 2);
    return { ...verdicts, line: { failures: 0, limit }, pauseMs: 0, error: null, hasNoRelay: false };
  }
  if (problem === null) {
    if (status >= 500) return retry(line, `The server fails (${status}).`, random, retryAfterMs(outcome));
    if (status >= 300 && status < 400) {
      return retry(
        line,
        `The server sends us to ${String(outcome.headers.location)}. Put that address into --url.`,
        random,
      );
    }
    return retry(line, NOT_FILLCAST, random);
  }
  const said = `The server refuses (${status}): ${problem.detail}`;
  // Cut off on its way: it says nothing of the items.
  const isCut = problem.type === "/problems/malformed-body";
  if (status === 429 || status >= 500 || isCut) return retry(line, said, random, retryAfterMs(outcome));
  if (status === 404 && problem.type === "/problems/not-found") {
    return { ...NOTHING, line, pauseMs: 0, error: null, hasNoRelay: true };
  }
  if ([401, 403, 404, 410].includes(status)) return retry(line, said, random, KEY_RETRY_MS);
  return tooMuch(ids, outcome.body, line, said);
}

const NOT_FILLCAST =
  "What answers is no Fillcast server. Check --url; a network with a login page answers like this until somebody logs in.";

/** A body that was refused as a whole: half of it next, and a single item by itself is refused for good. */
function tooMuch(ids: readonly string[], body: string, line: Line, said: string): Judgement {
  const [only] = ids;
  const isSingle = ids.length === 1 && only !== undefined;
  const refused: Verdicts["refused"] = isSingle ? new Map([[only, body]]) : new Map();
  const limit = isSingle ? line.limit : Math.max(1, Math.floor(Math.min(line.limit, ids.length) / 2));
  // A heartbeat alone has no place to be set aside in, and nothing is lost with it.
  return { stored: new Set(), refused, line: { failures: 0, limit }, pauseMs: 0, error: said, hasNoRelay: false };
}

function retry(line: Line, error: string, random: number, atLeastMs: number | null = null): Judgement {
  const failures = line.failures + 1;
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(failures, 16));
  // Full jitter, so that many relays do not come back together; a time that was named is waited for.
  const pauseMs = atLeastMs === null ? Math.round(ceiling * random) : atLeastMs + Math.round(BACKOFF_MIN_MS * random);
  return { ...NOTHING, line: { ...line, failures }, pauseMs, error, hasNoRelay: false };
}

/** Null for an answer that is not ours. An entry counts only under the id that it names, or by its place where it names none. */
function readVerdicts(ids: readonly string[], body: string): Verdicts | null {
  const answer = parseJson(body);
  if (!isObject(answer) || answer.status !== "ok" || !Array.isArray(answer.events)) return null;
  const asked = new Set(ids);
  const stored = new Set<string>();
  const refused = new Map<string, string>();
  const entries = answer.events as readonly unknown[];
  for (const [index, entry] of entries.entries()) {
    if (!isObject(entry)) continue;
    // A line that cannot be read has no id, but a place among its neighbours.
    const id = entry.id === null && entries.length === ids.length ? ids[index] : entry.id;
    if (typeof id !== "string" || !asked.has(id)) continue;
    if (entry.problem === undefined) stored.add(id);
    else if (!isForLater(entry.problem)) refused.set(id, JSON.stringify(entry.problem));
  }
  return { stored, refused };
}

function isForLater(problem: unknown): boolean {
  const status = isObject(problem) ? problem.status : undefined;
  return typeof status === "number" && (status === 429 || status >= 500 || status === 401);
}

/** A problem in Fillcast's own words; a proxy's page has none. */
function problemOf({ body }: HttpAnswer): { readonly type: string; readonly detail: string } | null {
  const problem = parseJson(body);
  if (!isObject(problem) || typeof problem.type !== "string" || !problem.type.startsWith("/problems/")) return null;
  return { type: problem.type, detail: String(problem.detail) };
}

/** Seconds only: ours are. */
function retryAfterMs({ headers }: HttpAnswer): number | null {
  const text = headers["retry-after"] ?? "";
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text) * 1_000, RETRY_AFTER_MAX_MS) : null;
}
