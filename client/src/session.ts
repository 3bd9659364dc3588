/**
 * The session's reducer: `step(session, input, now) → [session, effects]`. Pure: the clock is an argument, randomness is in the
 * session, and the given session is never changed. It decides everything that a feed does; `feed.ts` carries the effects out.
 */
import { begin, closed, end, reconnect, surroundings, tokenAnswer } from "./connection.ts";
import { delivered } from "./handled.ts";
import { receive, takePage } from "./intake.ts";
import type { Config, Draft, Effect, Input, Session } from "./model.ts";
import { tick } from "./tick.ts";
import { ANSWER_MS } from "./timing.ts";

/** A session before its first step; `seed` is any number. */
export function createSession(config: Config, seed: number, now: number): Session {
  return {
    config,
    page: { online: true, awake: true },
    status: { phase: "connecting", attempt: 1 },
    generation: 0,
    now,
    seed,
    failures: 0,
    fillTries: 0,
    seen: null,
    position: null,
    pending: 0,
    due: { deadline: now + ANSWER_MS },
    link: { stage: "position" },
  };
}

/** What each kind of input does. */
const STEPS: { readonly [Kind in Input["kind"]]: (s: Draft, input: Input & { readonly kind: Kind }) => void } = {
  loaded: begin,
  token: tokenAnswer,
  text: receive,
  closed,
  tick,
  delivered,
  page: takePage,
  surroundings,
  reconnect,
  close: (s) => end(s, { phase: "closed" }),
};

/** What follows from an input at `now`. */
export function step(session: Session, input: Input, now: number): [Session, readonly Effect[]] {
  const draft: Draft = { ...session, now, due: { ...session.due }, link: { ...session.link }, effects: [] };
  // Of an older attempt nothing is heard; of a closed feed only the last position is still kept.
  const { generation = session.generation } = input as { readonly generation?: number };
  const isOver = session.status.phase === "closed" && input.kind !== "delivered";
  if (generation === session.generation && !isOver)
    (STEPS[input.kind] as (s: Draft, input: Input) => void)(draft, input);
  const { effects, ...next } = draft;
  return [next, effects];
}

/** When the session wants its next tick; infinity where it wants none. */
export function nextTick({ due }: Session): number {
  return Math.min(...Object.values(due));
}
