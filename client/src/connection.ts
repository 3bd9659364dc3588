/**
 * A connection's life: attempts, losses, close codes, probes. One attempt at a time; each begins with a token and ends in
 * `waiting` or in an end. What the frames say is `intake.ts`.
 */
import {
  isFinalClose,
  PING_TEXT,
  SUBSCRIBER_LIMIT_RETRY_MS,
  WINDOW_BYTES,
  type ByeFrame,
  type Position,
} from "@fillcast/protocol";
import type { Reason } from "./api.ts";
import { FeedError } from "./error.ts";
import { closeToError, CREDENTIALS_EXPIRED, SUBSCRIBER_LIMIT } from "./failure.ts";
import type { Draft, Surroundings } from "./model.ts";
import { ANSWER_MS, BACKOFF_BASE_MS, BACKOFF_MAX_MS, PING_HIDDEN_MS, PING_VISIBLE_MS, PROBE_MS } from "./timing.ts";

/** The store has answered or is given up: continue from its position, else from the one that the user named. */
export function begin(s: Draft, stored: Position | null): void {
  const { start } = s.config;
  if (s.phase !== "loading") return;
  s.position = s.seen = stored ?? (typeof start === "object" && "epoch" in start ? start : null);
  connect(s);
}

/** Begins an attempt now, whatever there was before; while the page is frozen, only ends that. */
export function connect(s: Draft): void {
  // Each connection has a window of its own: without this, slow handlers would collect one more with every reconnection.
  if (s.pending > WINDOW_BYTES) return wait(s, 1_000, "slow-subscriber");
  hangUp(s, s.page.awake ? "token" : "waiting");
  if (!s.page.awake) return;
  s.attempt = s.failures + 1;
  s.due.deadline = s.now + ANSWER_MS;
  s.effects.push({ kind: "token", generation: s.generation });
}

/** Ends the attempt or connection that there is: nothing of it will be heard. */
function hangUp(s: Draft, phase: Draft["phase"]): void {
  s.effects.push({ kind: "drop" });
  s.phase = phase;
  s.generation++;
  s.due = {};
  s.link = {};
}

function wait(s: Draft, delayMs: number, reason: Reason): void {
  hangUp(s, "waiting");
  s.reason = reason;
  s.due.retry = s.now + delayMs;
}

/** Full jitter over a ceiling that doubles with each failure, from the session's own random numbers (a linear congruential generator: jitter needs no more). */
export function backoffMs(s: Draft, failures: number): number {
  s.seed = (s.seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return (s.seed / 2 ** 32) * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}

/** The connection is no more: come back after a random while, and not before the time that the server named. */
export function lose(s: Draft, reason: Reason, toldMs = 0): void {
  wait(s, toldMs + backoffMs(s, s.failures++), reason);
  s.link.firm = toldMs > 0;
}

/** A frame was lost or a credential has expired: continue from the position, at once the first time. */
export function resume(s: Draft, reason: Reason): void {
  if (s.failures > 0) return lose(s, reason);
  s.failures++;
  connect(s);
}

/** An end: `closed` by the user, or `failed` with what to do. */
export function end(s: Draft, phase: "closed" | "failed", error: FeedError | null): void {
  hangUp(s, phase);
  s.error = error;
  if (error) s.effects.push({ kind: "error", error });
}

/** With a token the socket is opened from the position on; a token function that threw, rejected or hung is tried again later. */
export function tokenAnswer(s: Draft, token: string | null, cause: unknown): void {
  const { start, filter, state } = s.config;
  if (!token) {
    const error = new FeedError("token-failed", "No token could be had", { retryable: true, cause });
    s.effects.push({ kind: "error", error });
    return lose(s, error.code);
  }
  s.phase = "opening";
  s.due.deadline = s.now + ANSWER_MS;
  const from = s.seen ? { epoch: s.seen.epoch, after: s.seen.seq } : start !== "live" && start;
  const query = { token, v: 1, ack: 1, ...from, ...filter, ...(state && { snapshot: 1 }) };
  s.effects.push({ kind: "open", generation: s.generation, query });
}

/** The socket has closed. A broken connection has no code of its own; then a `bye` says why, if one came. */
export function closed(s: Draft, closeCode: number, closeText: string): void {
  const { code, reason, retryAfterMs, detail } = {
    code: 0,
    reason: "",
    ...(s.link.bye as Partial<ByeFrame & { readonly detail: string }>),
    ...(closeCode >= 4_000 && { code: closeCode, reason: closeText }),
  };
  if (isFinalClose(code)) end(s, "failed", closeToError(code, reason, detail));
  else if (code === CREDENTIALS_EXPIRED) resume(s, reason);
  else lose(s, reason || "network", retryAfterMs ?? (code === SUBSCRIBER_LIMIT ? SUBSCRIBER_LIMIT_RETRY_MS : 0));
}

/** Asks for a pong, to be heard `withinMs`. An unanswered ping is measured from its own start. */
export function ping(s: Draft, withinMs: number): void {
  s.effects.push({ kind: "send", text: PING_TEXT });
  s.link.pingedAt ??= s.now;
  s.due.ping = s.now + (s.page.visible ? PING_VISIBLE_MS : PING_HIDDEN_MS);
  s.due.deadline = Math.min(s.due.deadline ?? Infinity, s.now + withinMs);
}

/**
 * The page thaws or freezes (an open socket would keep it out of the back/forward cache, or die there unnoticed), the network
 * comes or goes, someone looks: an open socket has to answer, since the browser can be wrong about the network, and a pause
 * ends unless the server set it.
 */
export function surroundings(s: Draft, page: Surroundings): void {
  const before = s.page;
  s.page = page;
  if (s.phase === "loading") return;
  const isBack = page.online && !before.online && s.phase !== "up";
  if (page.awake !== before.awake || (isBack && !s.link.firm)) connect(s);
  else if (!page.visible) return;
  else if (s.phase === "up") ping(s, PROBE_MS);
  else if (s.phase === "waiting" && page.online && !s.link.firm) connect(s);
}
