/**
 * The session's reducer: `step(session, input, now) → [session, effects]`. Pure: the clock is an argument, randomness is in the
 * session, and the given session is never changed. It decides everything that a feed does; `feed.ts` carries the effects out.
 */
import {
  begin,
  closed,
  connect,
  end,
  fail,
  lose,
  ping,
  probed,
  reconnect,
  resume,
  surroundings,
  tokenAnswer,
} from "./connection.ts";
import { advanceFill } from "./fill.ts";
import { receive, takePage } from "./intake.ts";
import { storeFailed } from "./keeper.ts";
import type { Config, SessionStep, Due, Effect, Input, InputOf, Session } from "./model.ts";
import { moveTo, settle } from "./queue.ts";
import { ACK_BYTES, ACK_MS, ANSWER_MS } from "./timing.ts";
import { tokenFailed } from "./token.ts";

/** A session before its first step; `seed` is any number. */
export function createSession(config: Config, seed: number, now: number): Session {
  return {
    config,
    page: { online: true, awake: true },
    status: { phase: "connecting", attempt: 1 },
    generation: 0,
    now,
    seed,
    isLoaded: false,
    failures: 0,
    token: "",
    refusals: 0,
    cause: undefined,
    fillTries: 0,
    seen: null,
    position: null,
    pending: 0,
    due: { deadline: now + ANSWER_MS },
    link: { stage: "position" },
  };
}

/** What each kind of input does. */
const STEPS: { readonly [Kind in Input["kind"]]: (s: SessionStep, input: Input & { readonly kind: Kind }) => void } = {
  loaded: begin,
  token: tokenAnswer,
  text: receive,
  closed,
  tick,
  delivered,
  page: takePage,
  probed,
  broken: fail,
  surroundings,
  reconnect,
  close: (s) => end(s, { phase: "closed" }),
};

/** What follows from an input at `now`. */
export function step(session: Session, input: Input, now: number): [Session, readonly Effect[]] {
  const copy: SessionStep = { ...session, now, due: { ...session.due }, link: { ...session.link }, effects: [] };
  // Of an older attempt nothing is heard; of a closed feed only the last position is still kept.
  const { generation = session.generation } = input as { readonly generation?: number };
  const isOver = session.status.phase === "closed" && input.kind !== "delivered";
  if (generation === session.generation && !isOver)
    (STEPS[input.kind] as (s: SessionStep, input: Input) => void)(copy, input);
  const { effects, ...next } = copy;
  return [next, effects];
}

/** When the session wants its next tick; infinity where it wants none. */
export function nextTick({ due }: Session): number {
  return Math.min(...Object.values(due));
}

/**
 * Carries out everything that is due, in an order that lets a lost connection end the rest. The shell's one timer calls it at
 * `nextTick`, or late: machines sleep, and hidden tabs are throttled.
 */
function tick(s: SessionStep): void {
  const isDue = (name: keyof Due): boolean => {
    const due = s.due[name]! <= s.now;
    if (due) delete s.due[name];
    return due;
  };

  if (isDue("retry")) return connect(s);
  if (isDue("deadline")) {
    const { stage } = s.link;
    if (stage === "position") {
      // To begin without its answer would be to write over what it holds.
      s.effects.push({ kind: "error", error: storeFailed("load() takes longer than 10 s") });
      return;
    }
    if (stage === "token") return tokenAnswer(s, { error: tokenFailed("takes longer than 10 s") });
    return lose(s, stage === "up" ? "heartbeat-missed" : "network");
  }
  if (isDue("stall") && s.pending === 0) return resume(s);
  if (isDue("ping")) ping(s);
  if (isDue("ack")) sendAck(s);
  if (isDue("stable")) s.failures = 0;
}

/**
 * The handlers have had an item, or a part of it: the position moves and is saved; acks and the reading of a gap go on.
 * The server holds back beyond its window of un-acked bytes, so that slow handlers bound the memory.
 */
function delivered(s: SessionStep, { position, size }: InputOf<"delivered">): void {
  const { link } = s;
  s.pending -= size;
  moveTo(s, position);
  if (link.stage !== "up") return;
  link.unackedBytes = (link.unackedBytes ?? 0) + size;
  // Heartbeats and snapshots move no position: there is nothing to tell.
  // A replay goes on with the ack: for a filter the server counts what it went through, and little of that is in a frame.
  if (s.position === link.acked) link.unackedBytes = 0;
  else if (link.unackedBytes >= ACK_BYTES || (size > 0 && !link.caughtUp)) sendAck(s);
  else s.due.ack ??= s.now + ACK_MS;
  advanceFill(s);
  settle(s);
}

/** Tells the server what the handlers have had. */
function sendAck(s: SessionStep): void {
  s.link.unackedBytes = 0;
  s.link.acked = s.position;
  delete s.due.ack;
  const { position, seen } = s;
  // Handlers may still be busy with a log that has been reset since: its seqs mean nothing to this connection.
  const isOfThisLog = position?.epoch === seen?.epoch && position!.seq <= seen!.seq;
  if (position && seen && isOfThisLog) s.effects.push({ kind: "ack", seq: position.seq });
}
