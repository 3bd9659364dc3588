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
  unauthenticated: {
    status: 401,
    title: "A valid key is required",
    retryable: false,
    closeCode: CLOSE.unauthenticated,
  },
  "credentials-expired": {
    status: 401,
    title: "The key has expired",
    retryable: false,
    closeCode: CLOSE.credentialsExpired,
  },
  "key-revoked": { status: 401, title: "The key was revoked", retryable: false, closeCode: CLOSE.unauthenticated },
  forbidden: { status: 403, title: "The key has no access to this", retryable: false, closeCode: CLOSE.forbidden },
  "wrong-scope": {
    status: 403,
    title: "The key's scope does not allow this",
    retryable: false,
    closeCode: CLOSE.forbidden,
  },
  "identity-mismatch": { status: 403, title: "The user or bot in the body does not match the key", retryable: false },
  "not-found": { status: 404, title: "Not found", retryable: false },
  "feed-not-found": { status: 404, title: "Feed not found", retryable: false, closeCode: CLOSE.feedNotFound },
  "key-not-found": { status: 404, title: "Key not found", retryable: false },
  "destination-not-found": { status: 404, title: "Destination not found", retryable: false },
  "share-not-found": { status: 404, title: "Share link not found", retryable: false },
  "page-not-found": { status: 404, title: "Sealed page not found", retryable: false },
  "method-not-allowed": { status: 405, title: "Method not allowed", retryable: false },
  "feed-exists": { status: 409, title: "The feed already exists", retryable: false },
  "too-many-destinations": { status: 409, title: "The feed has no room for another destination", retryable: false },
  "id-conflict": { status: 409, title: "The event id was already used for another event", retryable: false },
  "too-many-shares": { status: 409, title: "The feed has too many share links", retryable: false },
  "position-expired": { status: 410, title: "The position is from an earlier log", retryable: false },
  "feed-erased": { status: 410, title: "The feed was erased", retryable: false, closeCode: CLOSE.feedNotFound },
  "share-ended": { status: 410, title: "The share link has ended", retryable: false },
  "settings-changed": { status: 412, title: "The settings have changed since they were read", retryable: false },
  "body-too-large": { status: 413, title: "The body is too large", retryable: false },
  "event-too-large": { status: 413, title: "The event is too large", retryable: false },
  "batch-too-large": { status: 413, title: "The batch has too many events", retryable: false },
  "unsupported-media-type": { status: 415, title: "Unsupported content type", retryable: false },
  "unknown-parameter": { status: 422, title: "Unknown query parameter", retryable: false },
  "invalid-event": { status: 422, title: "The event is not valid", retryable: false },
  "invalid-body": { status: 422, title: "The body is not valid", retryable: false },
  "upgrade-required": { status: 426, title: "WebSocket upgrade required", retryable: false },
  "rate-limited": { status: 429, title: "Too many requests", retryable: true, closeCode: CLOSE.rateLimited },
  internal: { status: 500, title: "Something went wrong on our side", retryable: true },
  "not-set-up": { status: 500, title: "The service is not set up", retryable: false },
  "room-broken": {
    status: 500,
    title: "The feed cannot be opened",
    retryable: false,
    closeCode: CLOSE.roomRestarting,
  },
  "answer-too-large": { status: 500, title: "The response is too large", retryable: false },
  "push-not-set-up": { status: 501, title: "Push is not set up", retryable: false },
  "destination-failed": { status: 502, title: "The destination did not take the message", retryable: true },
  "archive-behind": { status: 503, title: "The archive is too far behind", retryable: true },
  "room-overloaded": {
    status: 503,
    title: "The feed is overloaded",
    retryable: true,
    closeCode: CLOSE.roomRestarting,
  },
  "room-unreachable": {
    status: 503,
    title: "The feed is restarting",
    retryable: true,
    closeCode: CLOSE.roomRestarting,
  },
  "version-skew": {
    status: 503,
    title: "A new version is being deployed",
    retryable: true,
    closeCode: CLOSE.roomRestarting,
  },
  "state-rebuilding": { status: 503, title: "The feed's state is being rebuilt", retryable: true },
  "archive-unavailable": { status: 503, title: "The archive is unavailable", retryable: true },
  "storage-full": {
    status: 507,
    title: "Storage is full",
    retryable: true,
    closeCode: CLOSE.roomRestarting,
  },
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

/** A decision's "no" as a value: what a function that may refuse answers in place of its result. It crosses RPC as it is. */
export interface Refused {
  readonly kind: "refused";
  readonly problem: Problem;
}

/** An expected failure as a value; `detail` says what is wrong and what to do, and never carries a key. */
export function refuse(slug: ProblemSlug, detail: string, more: Omit<Problem, "slug" | "detail"> = {}): Refused {
  return { kind: "refused", problem: { slug, detail, ...more } };
}

/** Tells a refusal from a result. A function that may refuse wraps what a sender wrote freely: it could have these members too. */
export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "refused";
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
