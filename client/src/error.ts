/**
 * `FeedError`: every failure that a user of the library can meet, with a code to branch on and a sentence that says what to
 * do. Codes are the slugs of the server's problem registry, the reasons of its close codes, and the client's own, listed here.
 */
import type { ProblemBody } from "@fillcast/protocol";

/** The RFC 9457 body of a refused request, as the server sent it. */
export type Problem = ProblemBody;

/**
 * Codes that the client itself makes: `invalid-option` (thrown by `connect` and `on`: something given cannot work),
 * `network` (nothing answers), `invalid-answer` (what answers is not Fillcast), `websocket-blocked` (the server answers, but
 * WebSockets do not get through), `no-websocket` (this runtime has none), `token-failed` (the token function threw, rejected,
 * hung or gave no text), `logged-out` (it gave null), `store-failed` (the position store threw, hung or gave no position),
 * `handler-failed` (a handler of yours threw; `cause` has what), `loop-abandoned` (a loop over `events()` did not go on),
 * `closed` (you closed the feed while a promise of it was open).
 */
export type ClientErrorCode =
  | "invalid-option"
  | "network"
  | "invalid-answer"
  | "websocket-blocked"
  | "no-websocket"
  | "token-failed"
  | "logged-out"
  | "store-failed"
  | "handler-failed"
  | "loop-abandoned"
  | "closed";

/** What else is known of a failure. */
export interface FeedErrorDetails {
  readonly retryable?: boolean;
  readonly closeCode?: number;
  readonly problem?: Problem;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A failure with its code. `retryable` is true where the feed goes on by itself or the same call may succeed later. */
export class FeedError extends Error {
  override readonly name: string = "FeedError";
  /** A slug of the problem registry (`unauthenticated`, `feed-not-found`, …) or a `ClientErrorCode`. */
  declare readonly code: string;
  readonly retryable: boolean = false;
  /** The close code of the socket, where one said so. */
  declare readonly closeCode?: number;
  /** The server's problem body, where a request was refused. */
  declare readonly problem?: Problem;
  /** The pause that the server asks for, where it does. */
  declare readonly retryAfterMs?: number;

  constructor(code: string, message: string, { cause, ...details }: FeedErrorDetails = {}) {
    super(message, { cause });
    Object.assign(this, details, { code });
  }
}
