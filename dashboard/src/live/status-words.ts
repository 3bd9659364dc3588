/**
 * The connection in words. A pure function of the client's status: what the dot shows, one word, and where it helps the reason
 * and how long. The page never shows a spinner for "maybe": each phase has its own words.
 */
import type { Status } from "fillcast";
import { timeOfDay, type Zone } from "../words/instant.ts";

/** `good` is live; `busy` is on its way; `bad` needs patience or hands. */
export type ConnectionTone = "good" | "busy" | "bad";
export interface ConnectionWords {
  readonly tone: ConnectionTone;
  readonly word: string;
  readonly detail: string | null;
}

/** `shownAt` is when the newest event on the page happened: what a reader sees while the line is down. */
export function connectionWords(
  status: Status,
  context: { readonly now: number; readonly shownAt: number | null; readonly zone: Zone },
): ConnectionWords {
  const showing = context.shownAt === null ? null : `showing ${timeOfDay(context.shownAt, context.zone)}`;
  switch (status.phase) {
    case "connecting":
      return status.attempt > 1
        ? { tone: "busy", word: "Reconnecting", detail: showing }
        : { tone: "busy", word: "Connecting", detail: showing };
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
        detail: showing === null ? retry : `${showing}, ${retry}`,
      };
    }
    case "offline":
      return { tone: "bad", word: "Offline", detail: showing ?? "this device has no network" };
    case "closed":
      return { tone: "bad", word: "Closed", detail: showing };
    case "failed":
      return { tone: "bad", word: "Refused", detail: status.error.message };
  }
}
