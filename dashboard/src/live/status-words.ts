/**
 * The connection in words. A pure function of the client's status: what the dot shows, one word, and where it helps the reason
 * and how long. The page never shows a spinner for "maybe": each phase has its own words.
 */
import type { Status } from "fillcast";
import { clock, type Zone } from "../words/instant.ts";

/** `good` is live; `busy` is on its way; `bad` needs patience or hands. */
export type ConnectionTone = "good" | "busy" | "bad";
export interface ConnectionWords {
  readonly tone: ConnectionTone;
  readonly word: string;
  readonly detail: string | null;
}

/** `since` is when the line was last up, by the server's clock: the moment of all figures on the page. `now` is the client's clock. */
export function connectionWords(
  status: Status,
  context: { readonly now: number; readonly since: number | null; readonly zone: Zone },
): ConnectionWords {
  const since = context.since === null ? null : `since ${clock(context.since, context.now, context.zone)}`;
  const offline = since === null ? null : `offline ${since}`;
  switch (status.phase) {
    case "connecting":
      return status.attempt > 1
        ? { tone: "busy", word: "Reconnecting", detail: offline }
        : { tone: "busy", word: "Connecting", detail: offline };
    case "replaying":
      return { tone: "busy", word: "Replaying", detail: null };
    case "live":
      return { tone: "good", word: "Live", detail: null };
    case "waiting": {
      const inSeconds = Math.max(0, Math.ceil((status.retryAt - context.now) / 1_000));
      const retry = inSeconds === 0 ? "trying now" : `trying again in ${inSeconds} s`;
      return {
        tone: "bad",
        word: "Reconnecting",
        detail: offline === null ? retry : `${offline}, ${retry}`,
      };
    }
    case "offline":
      return { tone: "bad", word: "Offline", detail: since ?? "this device has no network" };
    case "closed":
      return { tone: "bad", word: "Closed", detail: offline };
    case "failed":
      return { tone: "bad", word: "Refused", detail: status.error.message };
  }
}
