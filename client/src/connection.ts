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
import type { Reason, Status } from "./api.ts";
import { FeedError } from "./error.ts";
import { closeToError, CREDENTIALS_EXPIRED, SUBSCRIBER_LIMIT } from "./failure.ts";
import type { Draft, InputOf } from "./model.ts";
import { ANSWER_MS, BACKOFF_BASE_MS, BACKOFF_MAX_MS, PING_MS, PONG_MS } from "./timing.ts";

/** The store has answered or is given up: continue from its position, else from the one that the user named. */
export function begin(s: Draft, { position }: InputOf<"loaded">): void {
  const { start } = s.config;
  if (s.link.stage !== "position") return;
  const given = start as Partial<Position>;
  s.position = s.seen = position ?? (given.epoch ? (given as Position) : null);
  connect(s);
}

/** Begins an attempt now, whatever there was before; while the page is frozen, only ends that. */
export function connect(s: Draft): void {
  // Each connection has a window of its own: without this, slow handlers would collect one more with every reconnection.
  if (s.pending > WINDOW_BYTES) return wait(s, 1_000, "slow-subscriber");
  hangUp(s, { phase: "connecting", attempt: s.failures + 1 });
  if (s.page.awake) expect(s, "token", { kind: "token" });
}

const OFFLINE: Status = { phase: "offline" };

/** Ends the attempt or connection that there is: nothing of it will be heard. */
function hangUp(s: Draft, status: Status): void {
  s.effects.push({ kind: "drop" });
  s.generation++;
  s.due = {};
  s.link = {};
  s.status = s.page.online && s.page.awake ? status : OFFLINE;
}

function expect(s: Draft, stage: "token" | "welcome", effect: Draft["effects"][number]): void {
  s.link.stage = stage;
  s.due.deadline = s.now + ANSWER_MS;
  s.effects.push(effect);
}

function wait(s: Draft, delayMs: number, reason: Reason): void {
  const retryAt = s.now + delayMs;
  hangUp(s, { phase: "waiting", retryAt, reason });
  s.due.retry = retryAt;
}

/** Full jitter: anything from nothing to a ceiling that doubles with each failure. Made from the session's seed; jitter needs no better randomness. */
export function backoffMs(s: Draft, failures: number): number {
  const noise = Math.abs(Math.sin(s.seed++) * 10_000);
  return (noise % 1) * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}

/** The connection is no more: come back after a random while, and not before the time that the server named. */
export function lose(s: Draft, reason: Reason, toldMs = 0): void {
  wait(s, toldMs + backoffMs(s, s.failures++), reason);
  s.link.firm = toldMs > 0;
}

/** A frame was lost or a credential has expired: continue from the position, at once the first time. */
export function resume(s: Draft, reason: Reason = "network"): void {
  if (s.failures > 0) return lose(s, reason);
  s.failures++;
  connect(s);
}

/** An end: closed by the user, or failed with what to do. */
export function end(s: Draft, status: Status): void {
  hangUp(s, status);
  s.status = status;
  if ("error" in status) s.effects.push({ kind: "error", error: status.error });
}

/** With a token the socket is opened from the position on; a token function that threw, rejected or hung is tried again later. */
export function tokenAnswer(s: Draft, { token, cause }: InputOf<"token">): void {
  const { start, filter, state } = s.config;
  if (!token) {
    const error = new FeedError("token-failed", "No token", { retryable: true, cause });
    s.effects.push({ kind: "error", error });
    return lose(s, error.code);
  }
  const from = s.seen ? { epoch: s.seen.epoch, after: s.seen.seq } : start !== "live" && start;
  const query = { token, v: 1, ack: 1, ...from, ...filter, ...(state && { snapshot: 1 }) };
  expect(s, "welcome", { kind: "open", query });
}

/** The socket has closed. A broken connection has no code of its own; then a `bye` says why, if one came. */
export function closed(s: Draft, input: InputOf<"closed">): void {
  const { code, reason, retryAfterMs, detail }: Omit<ByeFrame, "type"> & { readonly detail?: string } = {
    ...input,
    ...s.link.bye,
    ...(input.code >= 4_000 && input),
  };
  if (isFinalClose(code)) end(s, { phase: "failed", error: closeToError(code, reason, detail) });
  else if (code === CREDENTIALS_EXPIRED) resume(s, reason);
  else lose(s, reason || "network", retryAfterMs ?? (code === SUBSCRIBER_LIMIT ? SUBSCRIBER_LIMIT_RETRY_MS : 0));
}

/** The user wants a new connection. */
export function reconnect(s: Draft): void {
  s.failures = 0;
  if (s.link.stage !== "position") connect(s);
}

/** Asks for a pong. An unanswered ping is measured, and waited for, from its own start. */
export function ping(s: Draft): void {
  s.effects.push({ kind: "send", text: PING_TEXT });
  s.link.pingedAt ??= s.now;
  s.due.ping = s.now + PING_MS;
  s.due.deadline ??= s.now + PONG_MS;
}

/**
 * The page thaws or freezes (an open socket would keep it out of the back/forward cache, or die there unnoticed), the network
 * comes or goes, someone looks: an open socket has to answer, since the browser can be wrong about the network, and a pause
 * ends unless the server set it.
 */
export function surroundings(s: Draft, { page }: InputOf<"surroundings">): void {
  const { online, awake } = s.page;
  const { stage, firm } = s.link;
  s.page = page;
  if (stage === "position") return;
  if (page.awake !== awake) connect(s);
  else if (stage === "up") ping(s);
  else if (s.status.phase !== "failed" && !firm && (!stage || page.online !== online)) connect(s);
}
