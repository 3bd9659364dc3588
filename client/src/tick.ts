/**
 * What is due. The shell's one timer calls it at `nextTick`, or late: machines sleep, and hidden tabs are throttled.
 */
import { begin, connect, lose, ping, resume, tokenAnswer } from "./connection.ts";
import { sendAck } from "./handled.ts";
import type { Draft, Due } from "./model.ts";

/** Carries out everything that is due, in an order that lets a lost connection end the rest. */
export function tick(s: Draft): void {
  const isDue = (name: keyof Due): boolean => {
    const due = s.due[name]! <= s.now;
    if (due) delete s.due[name];
    return due;
  };

  if (isDue("retry")) return connect(s);
  if (isDue("deadline")) {
    const { stage } = s.link;
    if (stage === "position") return begin(s, { position: null });
    if (stage === "token") return tokenAnswer(s, { cause: "timeout" });
    return lose(s, stage === "up" ? "heartbeat-missed" : "network");
  }
  if (isDue("stall") && s.pending === 0) return resume(s);
  if (isDue("ping")) ping(s);
  if (isDue("ack")) sendAck(s);
  if (isDue("stable")) s.failures = 0;
}
