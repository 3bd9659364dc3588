/**
 * What is known about a bot's health, in words. Green needs a heartbeat: a bot that sends none may be quiet or dead, and the page
 * does not pretend to know. Quiet is amber, never red; silent is red and names what is at stake.
 */
import type { BotState, Presence } from "fillcast";
import type { TapeRow } from "../live/tape.ts";
import { duration } from "../words/instant.ts";

export type PresenceTone = "good" | "warn" | "bad" | "none";
export interface PresenceWords {
  readonly tone: PresenceTone;
  readonly word: string;
  readonly detail: string | null;
}

const MIN_GAPS = 8;
/** A bot is called quiet when nothing came for so many times its usual longest gap, and for half an hour at the least. */
const QUIET_TIMES = 4;
const QUIET_MIN_MS = 30 * 60 * 1_000;

/** `usualGapMs` is what `usualGap` found for this bot, or null. */
export function presenceWords(bot: BotState, usualGapMs: number | null, now: number): PresenceWords {
  const presence = presenceNow(bot, usualGapMs, now);
  const silentFor = duration(now - lastHeard(bot));
  switch (presence) {
    case "up":
      return { tone: "good", word: "Up", detail: null };
    case "silent":
      return {
        tone: "bad",
        word: "Silent",
        detail: joinWords(`no heartbeat for ${silentFor}`, openWords(bot.openTrades)),
      };
    case "stopped":
      return { tone: "none", word: "Stopped", detail: bot.openTrades > 0 ? openWords(bot.openTrades) : null };
    case "quiet": {
      const usual = usualGapMs === null ? null : `usually ≤ ${duration(usualGapMs)}`;
      return { tone: "warn", word: "Quiet", detail: joinWords(`nothing for ${silentFor}`, usual) };
    }
    case "unknown":
      return { tone: "none", word: "No heartbeat", detail: null };
  }
}

/** A heartbeat or an event, whichever came last, ms since 1970. */
export function lastHeard(bot: BotState): number {
  return Math.max(bot.lastEventAt, bot.lastSeenAt ?? 0);
}

/** The gap that nine of ten gaps between a bot's events stay under, from the events at hand; null where there are too few. */
export function usualGap(rows: readonly TapeRow[], bot: string): number | null {
  const gaps: number[] = [];
  let newer: number | null = null;
  for (const { event } of rows) {
    if (event.bot !== bot) continue;
    if (newer !== null) gaps.push(newer - event.at);
    newer = event.at;
  }
  if (gaps.length < MIN_GAPS) return null;
  gaps.sort((a, b) => a - b);
  return gaps[Math.ceil(gaps.length * 0.9) - 1] ?? null;
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
