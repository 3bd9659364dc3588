/**
 * What the heartbeats of one append say: a bot's own, which only says that it runs, or a relay's, which says what the bot's API
 * answers. Pure: which bots live, which are to be called silent, and whose mode is known better now.
 */
import { RELAY_TYPES, readVitals, type BotVitals } from "@fillcast/protocol";
import { draftOwnEvent } from "../log/own-events.ts";
import type { Draft } from "../rpc.ts";
import { admitsBot, getBot } from "./fold/bots.ts";
import type { FoldState } from "./fold/evolve.ts";
import { draftSilence, isHeartbeat } from "./heartbeats.ts";
import type { VitalsBook } from "./vitals-book.ts";

/** The newest heartbeat of each bot; null for its own. */
export type Beats = ReadonlyMap<string, BotVitals | null>;

export function beatsOf(drafts: readonly Draft[]): Beats {
  const beats = new Map<string, BotVitals | null>();
  for (const { event } of drafts) if (isHeartbeat(event)) beats.set(event.bot, readVitals(event.data));
  return beats;
}

/** Those that run, and whether their relay says that they are stopped. A relay beats for a bot that does not. */
export function livingOf(beats: Beats): ReadonlyMap<string, { readonly stopped: boolean }> {
  const living = [...beats].filter(([, vitals]) => vitals === null || vitals.problem === null);
  return new Map(living.map(([bot, vitals]) => [bot, { stopped: vitals?.state?.toLowerCase() === "stopped" }]));
}

/** What the room says after them: of bots whose relay names a fault that they are silent, of others what they trade with. */
export function draftVitalWords(fold: FoldState, beats: Beats, nowMs: number): Draft[] {
  return [...beats].flatMap(([bot, vitals]) => {
    if (vitals === null || !admitsBot(fold.bots, bot)) return [];
    const known = getBot(fold.bots, bot);
    const { problem, dryRun } = vitals;
    const mode = dryRun === null ? null : dryRun ? "dry" : "live";
    const isNews = problem !== null && known?.vitals.silentReason !== problem;
    return [
      ...(isNews ? [draftSilence(fold, bot, problem, nowMs)] : []),
      ...(mode !== null && known?.word.mode !== mode
        ? [draftOwnEvent({ type: "mode_told", bot, when: nowMs, data: { mode } })]
        : []),
    ];
  });
}

const RELAYED: ReadonlySet<string> = new Set(RELAY_TYPES);

/** The bots that were heard themselves: a relay also speaks of one whose loop stands still. */
export function heardIn(drafts: readonly Draft[], vitals: Pick<VitalsBook, "get">): ReadonlySet<string> {
  const own = drafts.filter(({ event }) => !RELAYED.has(event.type));
  return new Set(own.map(({ event }) => event.bot).filter((bot) => (vitals.get(bot)?.problem ?? null) === null));
}
