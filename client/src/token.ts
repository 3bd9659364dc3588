/**
 * The credential from the user's option: a string, or a function that may return anything. Errors are `FeedError`s.
 */
import type { ConnectOptions, TokenUse } from "./api.ts";
import { FeedError } from "./error.ts";

/** A key or ticket. Throws `token-failed`, which may pass, or `logged-out` where the function answered null. */
export async function fetchToken(token: ConnectOptions["token"], use: TokenUse): Promise<string> {
  let given: unknown;
  try {
    given = typeof token === "function" ? await token(use) : token;
  } catch (cause) {
    throw cause instanceof FeedError ? cause : tokenFailed("threw", cause);
  }
  if (given === null) throw new FeedError("logged-out", "The token function returned null: log in, then reconnect()");
  if (typeof given !== "string" || !given) throw tokenFailed(`gave ${given === "" ? '""' : typeof given}, not a text`);
  return given;
}

/** What the session says of a token function that does not do its work. */
export function tokenFailed(what: string, cause?: unknown): FeedError {
  return new FeedError("token-failed", `The token function ${what}`, { retryable: true, cause });
}
