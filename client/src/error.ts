/**
 * `FeedError`: every failure that a user of the library can meet, with a code to branch on and a sentence that says what to
 * do. Codes are the slugs of the server's problem registry, the reasons of its close codes, and the client's own, listed here.
 */
import type { ProblemBody } from "@fillcast/protocol";

/** The RFC 9457 body of a refused request, as the server sent it. */
export type Problem = ProblemBody;

/**
 * Codes that the client itself makes: `network` (nothing answered), `token-failed` (the token function threw, rejected or
 * hung), `store-failed` (the position store threw), `handler-failed` (a handler of yours threw; `cause` has what), `closed`
 * (you closed the feed while a promise of it was open).
 */
export type ClientErrorCode = "network" | "token-failed" | "store-failed" | "handler-failed" | "closed";

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
