/**
 * The error registry: every expected failure once, by its slug. Rendered as problem+json (HTTP), as a close code (socket)
 * and as `FeedError` (client library).
 */
import { CLOSE, type CloseCode } from "./close-codes.ts";

/** How one expected failure shows itself. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  /** The same unchanged request may succeed later. */
  readonly retryable: boolean;
  /** How the live socket says it, where it can happen there. */
  readonly closeCode?: CloseCode;
}

export const PROBLEMS = {
  "malformed-json": { status: 400, title: "The body is not valid JSON", retryable: false },
  "malformed-body": { status: 400, title: "The body cannot be read", retryable: false },
  "empty-body": { status: 400, title: "The body is empty", retryable: false },
  "invalid-request": {
    status: 400,
    title: "The request is not valid",
    retryable: false,
    closeCode: CLOSE.malformedFrame,
  },
  unauthenticated: { status: 401, title: "No valid key", retryable: false, closeCode: CLOSE.unauthenticated },
  "credentials-expired": {
    status: 401,
    title: "The key has expired",
    retryable: false,
    closeCode: CLOSE.credentialsExpired,
  },
  "key-revoked": { status: 401, title: "The key was revoked", retryable: false, closeCode: CLOSE.unauthenticated },
  forbidden: { status: 403, title: "The key does not open this", retryable: false, closeCode: CLOSE.forbidden },
  "wrong-scope": {
    status: 403,
    title: "The key's scope does not allow this",
    retryable: false,
    closeCode: CLOSE.forbidden,
  },
  "identity-mismatch": { status: 403, title: "The body names another user or bot than the key", retryable: false },
  "not-found": { status: 404, title: "Nothing is here", retryable: false },
  "feed-not-found": { status: 404, title: "No such feed", retryable: false, closeCode: CLOSE.feedNotFound },
  "key-not-found": { status: 404, title: "No such key", retryable: false },
  "page-not-found": { status: 404, title: "No such sealed page", retryable: false },
  "method-not-allowed": { status: 405, title: "This method is not allowed here", retryable: false },
  "feed-exists": { status: 409, title: "The feed exists", retryable: false },
  "id-conflict": { status: 409, title: "This id was used for another event", retryable: false },
  "position-expired": { status: 410, title: "The position belongs to another life of the log", retryable: false },
  "feed-erased": { status: 410, title: "The feed was erased", retryable: false, closeCode: CLOSE.feedNotFound },
  "body-too-large": { status: 413, title: "The body is too large", retryable: false },
  "event-too-large": { status: 413, title: "An event is too large", retryable: false },
  "batch-too-large": { status: 413, title: "The batch has too many events", retryable: false },
  "unsupported-media-type": { status: 415, title: "This content type is not taken here", retryable: false },
  "invalid-event": { status: 422, title: "The event is not valid", retryable: false },
  "invalid-body": { status: 422, title: "The body is not valid", retryable: false },
  "upgrade-required": { status: 426, title: "This address speaks WebSocket", retryable: false },
  "rate-limited": { status: 429, title: "Too many requests", retryable: true, closeCode: CLOSE.rateLimited },
  internal: { status: 500, title: "Something went wrong on our side", retryable: true },
  "archive-behind": { status: 503, title: "The archive is too far behind", retryable: true },
  "room-overloaded": { status: 503, title: "The feed's room is overloaded", retryable: true },
  "state-rebuilding": { status: 503, title: "The state is being built anew", retryable: true },
  "archive-unavailable": { status: 503, title: "The archive cannot be reached", retryable: true },
} as const satisfies { readonly [slug: string]: ProblemDefinition };

export type ProblemSlug = keyof typeof PROBLEMS;

/** One thing that is wrong with a body: an RFC 6901 pointer into it, and what to do. */
export interface ProblemError {
  readonly pointer: string;
  readonly detail: string;
}

/** A problem as data: what a decision returns instead of throwing. */
export interface Problem {
  readonly slug: ProblemSlug;
  /** What is wrong here and what to do about it; never a stack, never a key. */
  readonly detail: string;
  readonly errors?: readonly ProblemError[];
  readonly retryAfterS?: number;
  /** Members beside the standard ones, e.g. the first seq of a conflicting id. */
  readonly extra?: { readonly [name: string]: string | number };
}

/** RFC 9457 body of `application/problem+json`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly ProblemError[];
  readonly [extra: string]: unknown;
}

/** A problem as its HTTP body; `instance` is the request's id. */
export function problemToBody(problem: Problem, instance: string): ProblemBody {
  const { status, title } = PROBLEMS[problem.slug];
  return {
    type: `/problems/${problem.slug}`,
    title,
    status,
    detail: problem.detail,
    instance,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...problem.extra,
  };
}

/** The close code of a problem that meets a socket; what has none of its own is a malformed request. */
export function problemToCloseCode(slug: ProblemSlug): CloseCode {
  const definition: ProblemDefinition = PROBLEMS[slug];
  return definition.closeCode ?? CLOSE.malformedFrame;
}
