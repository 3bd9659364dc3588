/**
 * The life of a connection: attempts, losses, close codes, probes. There is one attempt at a time; each starts with a token
 * and ends in `waiting` or in a final state. `intake.ts` handles the frames.
 */
import {
  isFinalClose,
  PING_TEXT,
  RATE_LIMITED_RETRY_MS,
  SUBSCRIBER_LIMIT_RETRY_MS,
  WINDOW_BYTES,
  type ByeFrame,
  type CLOSE,
  type Position,
} from "@fillcast/protocol";
import type { Reason, Status } from "./api.ts";
import { FeedError } from "./error.ts";
import type { SessionStep, InputOf } from "./model.ts";
import {
  ANSWER_MS,
  BACKOFF_BASE_MS,
  BACKOFF_MAX_MS,
  EXPIRED_TRIES,
  LOOK_PONG_MS,
  PING_MS,
  PONG_MS,
  PROBE_EVERY,
  TOLD_MAX_MS,
} from "./timing.ts";

/** As in the protocol, whose table of all codes and reasons is not needed here. */
const CREDENTIALS_EXPIRED: typeof CLOSE.credentialsExpired = 4002;
const RATE_LIMITED: typeof CLOSE.rateLimited = 4004;
const SUBSCRIBER_LIMIT: typeof CLOSE.subscriberLimit = 4005;

/** Names of the problem registry, for where a close comes without its reason. */
const SLUGS: { readonly [code: number]: string } = {
  [CREDENTIALS_EXPIRED]: "credentials-expired",
  4500: "invalid-request",
  4501: "unauthenticated",
  4502: "forbidden",
  4503: "feed-not-found",
  4504: "unsupported-version",
};

/** The store has answered: continue from its position, else from the one that the user named. One that failed is asked again. */
export function begin(s: SessionStep, { position, error }: InputOf<"loaded">): void {
  if (s.isLoaded) return;
  // An answer that comes late is still the store's; an error is that of the call which is awaited.
  if (error) return s.link.stage === "position" ? lose(s, error.code, 0, error) : undefined;
  const given = s.config.start as Partial<Position>;
  s.isLoaded = true;
  s.position = s.seen = position ?? (given.epoch ? (given as Position) : null);
  connect(s);
}

/** Begins an attempt now, whatever there was before; while the page is frozen, only ends that. */
export function connect(s: SessionStep): void {
  // Each connection has a window of its own: without this, slow handlers would collect one more with every reconnection.
  if (s.pending > WINDOW_BYTES) return wait(s, 1_000, "slow-subscriber");
  hangUp(s, { phase: "connecting", attempt: s.failures + 1 });
  if (!s.page.awake) return;
  if (s.isLoaded) expect(s, "token", { kind: "token" });
  else expect(s, "position", { kind: "load" });
}

const OFFLINE: Status = { phase: "offline" };

/** Ends the attempt or connection that there is: nothing of it will be heard. */
function hangUp(s: SessionStep, status: Status): void {
  s.effects.push({ kind: "drop" });
  s.generation++;
  s.due = {};
  s.link = {};
  s.status = s.page.online && s.page.awake ? status : OFFLINE;
}

function expect(s: SessionStep, stage: "position" | "token" | "welcome", effect: SessionStep["effects"][number]): void {
  s.link.stage = stage;
  s.link.askedAt = s.now;
  s.due.deadline = s.now + ANSWER_MS;
  s.effects.push(effect);
}

function wait(s: SessionStep, delayMs: number, reason: Reason, error?: FeedError): void {
  const retryAt = s.now + delayMs;
  hangUp(s, { phase: "waiting", retryAt, reason, ...(error && { error }) });
  s.due.retry = retryAt;
}

/** Full jitter: anything from nothing to a ceiling that doubles with each failure. Made from the session's seed; jitter needs no better randomness. */
export function backoffMs(s: SessionStep, failures: number): number {
  const { firstMs = BACKOFF_BASE_MS, maxMs = BACKOFF_MAX_MS } = s.config.pauses ?? {};
  const noise = Math.abs(Math.sin(s.seed++) * 10_000);
  return (noise % 1) * Math.min(maxMs, firstMs * 2 ** failures);
}

/** The connection is lost: reconnect after a random pause, and not before the time that the server named. Reports the error. */
export function lose(s: SessionStep, reason: Reason, toldMs = 0, error?: FeedError): void {
  const isUnexplained = reason === "network" && s.link.stage === "welcome" && s.page.online;
  const firmMs = Math.min(toldMs, TOLD_MAX_MS);
  if (error) s.effects.push({ kind: "error", error });
  wait(s, firmMs + backoffMs(s, s.failures++), reason, error ?? (isUnexplained ? s.cause : undefined));
  s.link.firm = firmMs > 0;
  if (isUnexplained && s.failures % PROBE_EVERY === 0) s.effects.push({ kind: "probe" });
}

/** Plain HTTP has shown why handshakes fail: it is reported once for each cause, and with each pause from now on. */
export function probed(s: SessionStep, { error }: InputOf<"probed">): void {
  if (s.link.stage === "up" || s.status.phase === "failed") return;
  if (s.cause?.code !== error.code) s.effects.push({ kind: "error", error });
  s.cause = error;
  if (s.status.phase === "waiting") s.status = { ...s.status, error };
}

/** A frame was lost or a credential has expired: continue from the position, at once the first time. */
export function resume(s: SessionStep, reason: Reason = "network"): void {
  if (s.failures > 0) return lose(s, reason);
  s.failures++;
  connect(s);
}

/** An end: closed by the user, or failed. */
export function end(s: SessionStep, status: Status): void {
  hangUp(s, status);
  s.status = status;
}

/** An end that no next attempt can mend; its error says what to do. */
export function fail(s: SessionStep, { error }: InputOf<"broken">): void {
  end(s, { phase: "failed", error });
  s.effects.push({ kind: "error", error });
}

/** With a token the socket is opened from the position on; a token function that threw, rejected or hung is tried again later. */
export function tokenAnswer(s: SessionStep, { token, error }: InputOf<"token">): void {
  const { start, filter, state } = s.config;
  if (error) return error.retryable ? lose(s, error.code, error.retryAfterMs, error) : fail(s, { error });
  if (token !== s.token) s.refusals = 0;
  s.token = token!;
  const from = s.seen ? { epoch: s.seen.epoch, after: s.seen.seq } : start !== "live" && start;
  const query = { token, v: 1, ack: 1, ...from, ...filter, ...(state && { snapshot: 1 }) };
  expect(s, "welcome", { kind: "open", query });
}

/** When to come back where the server names no time. */
const RETRY_MS: { readonly [code: number]: number } = {
  [RATE_LIMITED]: RATE_LIMITED_RETRY_MS,
  [SUBSCRIBER_LIMIT]: SUBSCRIBER_LIMIT_RETRY_MS,
};

/** The socket has closed. A broken connection has no code of its own; then a `bye` says why, if one came. */
export function closed(s: SessionStep, input: InputOf<"closed">): void {
  const { code, reason, retryAfterMs, detail }: Omit<ByeFrame, "type"> = {
    code: 0,
    reason: "",
    ...s.link.bye,
    ...(input.code >= 4_000 && input),
  };
  // A credential that never changes is given up, in whatever way it came.
  const isExpired = code === CREDENTIALS_EXPIRED;
  const isHopeless = isExpired && ++s.refusals >= EXPIRED_TRIES;
  if (isFinalClose(code) || isHopeless) fail(s, { error: closeToError(code, reason, detail) });
  else if (isExpired) resume(s, reason || "credentials-expired");
  else lose(s, reason || "network", retryAfterMs ?? RETRY_MS[code]);
}

/** The user wants a new connection. If an attempt is under way, that one continues. */
export function reconnect(s: SessionStep): void {
  const { stage } = s.link;
  s.failures = s.refusals = 0;
  if (!stage || stage === "up") connect(s);
}

/** Asks for a pong. An unanswered ping is measured, and waited for, from its own start. */
export function ping(s: SessionStep, pongMs: number = PONG_MS): void {
  s.effects.push({ kind: "send", text: PING_TEXT });
  s.link.pingedAt ??= s.now;
  s.due.ping = s.now + (s.config.pauses?.pingMs ?? PING_MS);
  s.due.deadline = Math.min(s.due.deadline ?? Infinity, s.now + pongMs);
}

/**
 * The page thaws or freezes (an open socket would keep it out of the back/forward cache, or die there unnoticed), the network
 * comes or goes, someone looks: an open socket has to answer, since the browser can be wrong about the network, and a pause
 * ends unless the server set it.
 */
export function surroundings(s: SessionStep, { page }: InputOf<"surroundings">): void {
  const { online, awake } = s.page;
  const { stage, firm } = s.link;
  s.page = page;
  if (stage === "position") return;
  if (page.awake !== awake) connect(s);
  else if (stage === "up") ping(s, LOOK_PONG_MS);
  else if (s.status.phase !== "failed" && !firm && (!stage || page.online !== online)) connect(s);
}

/** The error of a close code after which the feed does not come back: it says what to do, and its code is the reason that the server gave. */
function closeToError(code: number, reason: string, detail: string | undefined): FeedError {
  const slug = reason || SLUGS[code] || "refused";
  return new FeedError(slug, detail ?? `${slug}: check key, feed and options, then reconnect()`, { closeCode: code });
}
