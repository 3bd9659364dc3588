/**
 * One request to the server, with a total decoder for whatever responds: the server, a proxy, a hotel's login page, or
 * nothing. Anything but a valid response of Fillcast throws a `FeedError` that says which of these it was.
 */
import { isObject, parseJson, type ProblemBody } from "@fillcast/protocol";
import type { ConnectOptions } from "./api.ts";
import { FeedError } from "./error.ts";

/** The cause of a failed connection that only `fillcast/sse` gets round. */
export const BLOCKED = "websocket-blocked";
const PROBLEMS_PATH = "/problems/";
const TIMEOUT_MS = 20_000;

/** A good answer's JSON, undefined if its text is not JSON. */
export interface HttpAnswer {
  readonly body: unknown;
  /** Characters. */
  readonly size: number;
}

/** Asks with a key, where one is given. Throws a `FeedError`. */
export async function ask(options: ConnectOptions, path: string, key?: string): Promise<HttpAnswer> {
  const address = options.url + path;
  let response: Response;
  let text: string;
  try {
    const headers = key ? { authorization: `Bearer ${key}` } : {};
    response = await (options.fetch ?? fetch)(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (cause) {
    throw new FeedError("network", `Nothing responds at ${options.url}`, { retryable: true, cause });
  }
  // Neither a handshake nor a key goes along with it.
  if (response.redirected) throw notFillcast(options, `with a redirect to ${new URL(response.url).origin}`);
  const body = parseJson(text);
  if (response.ok) return { body, size: text.length };
  const { status } = response;
  const details = { retryable: status === 429 || status >= 500, ...retryAfter(response) };
  if (!isProblem(body)) throw notFillcast(options, `HTTP ${status}`, details);
  throw new FeedError(problemToSlug(body), body.detail, { ...details, problem: body });
}

/** The error of an answer that Fillcast does not give. */
export function notFillcast(
  { url }: ConnectOptions,
  what: string,
  details?: { readonly retryable: boolean },
): FeedError {
  return new FeedError(
    "invalid-answer",
    `${url} answered ${what}, unlike Fillcast: check the URL and proxies`,
    details,
  );
}

/**
 * Why no connection comes about: a browser says of a failed handshake only that it failed. The socket's own address answers
 * plain HTTP without a key and without waking anything (426), which tells a server that is not there from one that is another,
 * and from a network that lets no WebSocket through. The cause: `network`, `invalid-answer` or `websocket-blocked`. The feed goes on trying.
 */
export async function probe(options: ConnectOptions): Promise<FeedError> {
  let { code, message }: FeedError = notFillcast(options, "without refusing");
  try {
    await ask(options, `/parties/feed/${options.feed}`);
  } catch (error) {
    ({ code, message } = error as FeedError);
  }
  if (code !== "upgrade-required") return new FeedError(code, message, { retryable: true });
  return new FeedError(BLOCKED, `${options.url} responds, but WebSockets are blocked: see fillcast/sse`, {
    retryable: true,
  });
}

/** True for a problem as the server writes it. */
export function isProblem(body: unknown): body is ProblemBody {
  return isObject(body) && String(body.type).startsWith(PROBLEMS_PATH) && typeof body.detail === "string";
}

/** Its name in the problem registry. */
export function problemToSlug({ type }: ProblemBody): string {
  return type.slice(PROBLEMS_PATH.length);
}

/** `Retry-After`, seconds or a date, as `retryAfterMs`; nothing where it is neither, or in the past. */
export function retryAfter({ headers }: Response): { readonly retryAfterMs?: number } {
  const text = headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return ms > 0 ? { retryAfterMs: ms } : {};
}
