/**
 * What is due. The shell's one timer calls it at `nextTick`, or late: machines sleep, and hidden tabs are throttled.
 */
import { begin, connect, lose, ping, resume, tokenAnswer } from "./connection.ts";
import { advanceFill } from "./fill.ts";
import { sendAck } from "./handled.ts";
import type { Draft, Due } from "./model.ts";
import { PONG_HIDDEN_MS, PONG_VISIBLE_MS, PROBE_MS } from "./timing.ts";

/** Carries out everything that is due, in an order that lets a lost connection end the rest. */
export function tick(s: Draft): void {
  const isDue = (name: keyof Due): boolean => {
    const due = s.due[name]! <= s.now;
    if (due) delete s.due[name];
    return due;
  };

  if (isDue("retry")) return connect(s);
  if (isDue("deadline")) {
    if (s.phase === "loading") return begin(s, null);
    if (s.phase === "token") return tokenAnswer(s, null, new Error("Timed out"));
    if (s.phase === "opening") return lose(s, "network");
    // Once can be a machine that slept, or a hidden tab whose timers were stretched; twice without a sound is the connection.
    if (s.link.probing) return lose(s, "heartbeat-missed");
    s.link.probing = true;
    ping(s, PROBE_MS);
  }
  if (isDue("stall") && s.pending === 0) return resume(s, "network");
  if (isDue("ping")) ping(s, s.page.visible ? PONG_VISIBLE_MS : PONG_HIDDEN_MS);
  if (isDue("ack")) sendAck(s);
  if (isDue("stable")) s.failures = 0;
  if (isDue("fill")) advanceFill(s);
}
