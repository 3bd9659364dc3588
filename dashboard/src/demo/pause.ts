/**
 * Whether the demo's bots hold still, as the feed says it. Asking is an event, and so is the demo's answer: the page says that
 * they are paused once they are, in every tab and after a reload, and says so where nobody answers.
 */
import type { TradeEvent } from "fillcast";
import type { Credentials } from "../keys/credentials.ts";
import { type Answer, publishBatch } from "../live/api.ts";

/** In its name stands what the page itself posts to the demo: one bot more, and none that trades. */
export const DEMO_BOT = "demo";

export type Wish = "pause" | "resume";
export type DemoPause =
  | { readonly kind: "trading" | "paused" | "frozen" }
  /** Not answered yet, or, where that took too long, by nobody. */
  | { readonly kind: "asked" | "unanswered"; readonly wish: Wish };

/** The types of the events that say something about it, wishes first. */
export const PAUSE_TYPES = [
  "x-demo-pause",
  "x-demo-resume",
  "x-demo-paused",
  "x-demo-resumed",
  "x-demo-frozen",
] as const;

/** A demo that runs answers within milliseconds. */
const ANSWER_WITHIN_MS = 5_000;
/** The wish in words, for the tape. */
const ASKS: { readonly [wish in Wish]: string } = { pause: "the bots to hold still", resume: "the bots to trade on" };

/** What the newest of these events says; null where there never was one. */
export function pauseOf(newest: Pick<TradeEvent, "type" | "at"> | null, now: number): DemoPause {
  switch (newest?.type as (typeof PAUSE_TYPES)[number] | undefined) {
    case "x-demo-pause":
    case "x-demo-resume": {
      const wish = newest?.type === "x-demo-pause" ? "pause" : "resume";
      return { kind: now - (newest?.at ?? 0) > ANSWER_WITHIN_MS ? "unanswered" : "asked", wish };
    }
    case "x-demo-paused":
      return { kind: "paused" };
    case "x-demo-frozen":
      return { kind: "frozen" };
    case "x-demo-resumed":
    case undefined:
      return { kind: "trading" };
  }
}

/** What can be asked next; null where nothing can. */
export function nextWish(pause: DemoPause): Wish | null {
  switch (pause.kind) {
    case "trading":
      return "pause";
    case "paused":
      return "resume";
    case "asked":
    case "unanswered":
      return pause.wish;
    case "frozen":
      return null;
  }
}

/** The banner's sentence. */
export function pauseSentence(pause: DemoPause): string {
  switch (pause.kind) {
    case "trading":
      return "Demo: six simulated bots. Four post webhooks, a relay reads two.";
    case "asked":
      return pause.wish === "pause" ? "Pausing the bots…" : "Resuming the bots…";
    case "paused":
      return "Paused: the bots stop trading until you resume.";
    case "unanswered":
      return "No answer: the simulated bots are not running.";
    case "frozen":
      return "Demo: six simulated bots, frozen since the start.";
  }
}

export function postWish(credentials: Credentials, wish: Wish): Promise<Answer<object>> {
  return publishBatch(credentials, [{ type: `x-demo-${wish}`, bot: DEMO_BOT, data: { asks: ASKS[wish] } }]);
}
