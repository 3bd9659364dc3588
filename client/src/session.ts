/**
 * The session's reducer: `step(session, input, now) → [session, effects]`. Pure: the clock is an argument, randomness is in the
 * session, and the given session is never changed. It decides everything that a feed does; `feed.ts` carries the effects out.
 */
import type { Status } from "./api.ts";
import { begin, closed, connect, end, surroundings, tokenAnswer } from "./connection.ts";
import { fillPage } from "./fill.ts";
import { delivered } from "./handled.ts";
import { receive, release } from "./intake.ts";
import type { Config, Draft, Effect, Input, Session } from "./model.ts";
import { tick } from "./tick.ts";
import { ANSWER_MS } from "./timing.ts";

/** A session before its first step; `seed` is any integer from 0 to 2³²−1. */
export function createSession(config: Config, seed: number, now: number): Session {
  return {
    config,
    page: { online: true, visible: true, awake: true },
    phase: "loading",
    generation: 0,
    now,
    seed,
    failures: 0,
    attempt: 1,
    reason: "",
    error: null,
    seen: null,
    position: null,
    pending: 0,
    due: { deadline: now + ANSWER_MS },
    link: {},
  };
}

/** What follows from an input at `now`. */
export function step(session: Session, input: Input, now: number): [Session, readonly Effect[]] {
  const draft: Draft = { ...session, now, due: { ...session.due }, link: { ...session.link }, effects: [] };
  take(draft, input);
  const { effects, ...next } = draft;
  return [next, effects];
}

function take(s: Draft, input: Input): void {
  // Of a closed feed only the last position is still kept; of a failed one the handlers finish what they had.
  if (input.kind === "delivered") return delivered(s, input);
  if (s.phase === "closed" || ("generation" in input && input.generation !== s.generation)) return;
  if (s.phase === "failed" && input.kind !== "reconnect" && input.kind !== "close") return;
  switch (input.kind) {
    case "loaded":
      return begin(s, input.position);
    case "token":
      return tokenAnswer(s, input.token, input.cause);
    case "text":
      return receive(s, input.text);
    case "closed":
      return closed(s, input.code, input.reason);
    case "tick":
      return tick(s);
    case "page":
      return release(s, fillPage(s, input));
    case "surroundings":
      return surroundings(s, input.page);
    case "reconnect":
      s.failures = 0;
      return s.phase === "loading" ? undefined : connect(s);
    case "close":
      return end(s, "closed", null);
  }
}

/** When the session wants its next tick; infinity where it wants none. */
export function nextTick({ due }: Session): number {
  return Math.min(...Object.values(due));
}

/** The session as its user sees it. */
export function sessionToStatus(s: Session): Status {
  switch (s.phase) {
    case "closed":
      return { phase: "closed" };
    case "failed":
      return { phase: "failed", error: s.error! };
    case "up":
      return { phase: s.link.live ? "live" : "replaying", attempt: s.attempt };
    case "waiting":
    case "loading":
    case "token":
    case "opening":
      if (!s.page.online || !s.page.awake) return { phase: "offline" };
      return s.phase === "waiting"
        ? { phase: "waiting", retryAt: s.due.retry!, reason: s.reason }
        : { phase: "connecting", attempt: s.attempt };
  }
}
