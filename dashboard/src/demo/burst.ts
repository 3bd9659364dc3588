/** The demo's burst: real posts through the real route. */
import type { Credentials } from "../access/credentials.ts";
import { publishBatch } from "../live/api.ts";
import { DEMO_BOT } from "./is-demo.ts";

export const BURST_EVENTS = 1_000;
const BATCH_EVENTS = 500;

/** Posts a thousand events and answers with how that went. The page's own key is the owner's and may publish. */
export async function postBurst(credentials: Credentials): Promise<string> {
  const startedAt = performance.now();
  for (let first = 1; first <= BURST_EVENTS; first += BATCH_EVENTS) {
    const events = Array.from({ length: BATCH_EVENTS }, (_, index) => ({
      type: "x-burst",
      bot: DEMO_BOT,
      ts: Date.now(),
      data: { number: first + index, of: BURST_EVENTS },
    }));
    const answer = await publishBatch(credentials, events);
    if (answer.kind === "unreachable") return "The server cannot be reached.";
    if (answer.kind === "refused") return answer.detail;
  }
  return `${BURST_EVENTS.toLocaleString("en-US")} events kept in ${Math.round(performance.now() - startedAt)} ms.`;
}
