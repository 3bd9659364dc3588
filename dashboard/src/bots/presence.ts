/**
 * What is known about a bot's health, in words. Green needs a heartbeat: a bot that sends none may be quiet or dead, and the page
 * does not pretend to know. Quiet is amber, never red; silent is red and names what is at stake.
 */
import type { BotState, Presence } from "fillcast";
import { duration } from "../words/instant.ts";

export type PresenceTone = "good" | "warn" | "bad" | "none";
export interface PresenceWords {
  readonly tone: PresenceTone;
  readonly word: string;
  readonly detail: string | null;
  /** The detail says since when nothing was heard. */
  readonly dated: boolean;
}

/** A bot is called quiet when nothing came for this many times its usual longest gap, and for at least half an hour. */
const QUIET_TIMES = 4;
const QUIET_MIN_MS = 30 * 60 * 1_000;
const MINUTE_MS = 60 * 1_000;

/** `usualGapMs` is how long the bot is usually quiet at most (live/usual-gaps.ts), or null. */
export function presenceWords(bot: BotState, usualGapMs: number | null, now: number): PresenceWords {
  const presence = presenceNow(bot, usualGapMs, now);
  const silentFor = duration(now - lastHeard(bot));
  switch (presence) {
    case "up":
      return { tone: "good", word: "Up", detail: null, dated: false };
    case "silent":
      return {
        tone: "bad",
        word: "Silent",
        detail: joinWords(bot.silentReason ?? `no heartbeat for ${silentFor}`, openWords(bot.openTrades)),
        dated: true,
      };
    case "stopped":
      return {
        tone: "none",
        word: "Stopped",
        detail: bot.openTrades > 0 ? openWords(bot.openTrades) : null,
        dated: false,
      };
    case "quiet": {
      // To the minute: "≤ 0 s" says nothing.
      const usual = usualGapMs === null ? null : `usually ≤ ${duration(Math.max(usualGapMs, MINUTE_MS))}`;
      return { tone: "warn", word: "Quiet", detail: joinWords(`nothing for ${silentFor}`, usual), dated: true };
    }
    case "unknown":
      return { tone: "none", word: "No heartbeat", detail: null, dated: false };
  }
}

/** What a list of bots counts them as. */
export type Health = "error" | "quiet" | "stopped" | "active";
/** What needs eyes first. */
export const HEALTHS: readonly Health[] = ["error", "quiet", "stopped", "active"];

/** A bot is in error where its heartbeats stopped, or its relay says that its loop or its process has. */
export function healthOf(bot: BotState, problem: string | null, usualGapMs: number | null, now: number): Health {
  switch (presenceNow(bot, usualGapMs, now)) {
    case "silent":
      return "error";
    case "stopped":
      return "stopped";
    case "quiet":
      return problem === null ? "quiet" : "error";
    case "up":
    case "unknown":
      return problem === null ? "active" : "error";
  }
}

/** A heartbeat or an event, whichever came last, ms since 1970. */
export function lastHeard(bot: BotState): number {
  return Math.max(bot.lastEventAt, bot.lastSeenAt ?? 0);
}

/** The room says what it decided at its last word; silence after that is only seen here. */
function presenceNow(bot: BotState, usualGapMs: number | null, now: number): Presence {
  if (bot.presence !== "unknown" || usualGapMs === null) return bot.presence;
  return now - lastHeard(bot) > Math.max(QUIET_MIN_MS, QUIET_TIMES * usualGapMs) ? "quiet" : "unknown";
}

function openWords(openTrades: number): string {
  return openTrades === 1 ? "1 open trade" : `${openTrades} open trades`;
}

function joinWords(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(", ");
}
