/**
 * Signs of life over all bots: heartbeats taken in, and who is to be called silent. Heartbeats have no seq and stand in no page,
 * so a new fold lacks them; `adoptVitals` brings them over from the one before, or from disk.
 */
import type { BotState } from "@fillcast/protocol";
import { admitsBot, getBot, newBot, type BotBook, type Bots } from "./bots.ts";
import { isDue, noteBeat, noteDeadlines, presenceOf, silentDeadline, type Deadlines, type Vitals } from "./vitals.ts";

/** Takes a heartbeat in; the room sends it on as presence, not as a patch. The caller has asked `admitsBot`. */
export function noteHeartbeat({ bots, deadlines }: BotBook, bot: string, at: number, stopped = false): void {
  const known = getBot(bots, bot) ?? newBot(at);
  const vitals = noteBeat(known.vitals, at, stopped);
  bots[bot] = { ...known, vitals, served: { ...known.served, presence: presenceOf(vitals, at), lastSeenAt: at } };
  noteDeadlines(deadlines, vitals, at);
}

/** The bots whose presence time alone has changed by `nowMs`. Looks at them only if the next deadline has come. */
export function agePresence({ bots, deadlines }: BotBook, nowMs: number): { [bot: string]: BotState } {
  const changed: { [bot: string]: BotState } = {};
  if (!isDue(deadlines.presenceAt, nowMs)) return changed;
  for (const name of Object.keys(bots)) {
    const bot = bots[name]!;
    const presence = presenceOf(bot.vitals, nowMs);
    if (presence === bot.served.presence) continue;
    const served = { ...bot.served, presence };
    bots[name] = { ...bot, served };
    changed[name] = served;
  }
  setDeadlines(bots, deadlines, nowMs);
  return changed;
}

/** True for a bot that was said to be silent: its next sign of life is worth a `bot_back`. */
export function isSilent(bots: Bots, bot: string): boolean {
  return getBot(bots, bot)?.vitals.silent === true;
}

/** The bots that are to be called silent at `nowMs`. Looks at each of them, and sets the next deadlines right: for the alarm. */
export function overdueBots({ bots, deadlines }: BotBook, nowMs: number): string[] {
  setDeadlines(bots, deadlines, nowMs);
  return Object.entries(bots).flatMap(([name, { vitals }]) => {
    const deadline = silentDeadline(vitals);
    return deadline !== null && deadline <= nowMs ? [name] : [];
  });
}

/** Deadlines of all bots as they are now: what `Deadlines` bounds, exactly. */
export function setDeadlines(bots: Bots, deadlines: Deadlines, nowMs: number): void {
  deadlines.presenceAt = null;
  deadlines.silentAt = null;
  for (const { vitals } of Object.values(bots)) noteDeadlines(deadlines, vitals, nowMs);
}

/** Brings heartbeats over from a fold that a new one replaces, as far as the bots are admitted. Call `setDeadlines` after it. */
export function adoptVitals(bots: Bots, from: Bots): void {
  for (const [name, { served, vitals }] of Object.entries(from)) {
    if (vitals.heartbeatAt === null || !admitsBot(bots, name)) continue;
    const known = getBot(bots, name) ?? { ...newBot(0), served };
    const adopted: Vitals = {
      ...known.vitals,
      heartbeatAt: vitals.heartbeatAt,
      gapsMs: vitals.gapsMs,
      usualGapMs: vitals.usualGapMs,
    };
    bots[name] = { ...known, vitals: adopted, served: { ...known.served, lastSeenAt: served.lastSeenAt } };
  }
}

/** After a nap: there may have been heartbeats that were not written. */
export function doubtBeats(bots: Bots): void {
  for (const [name, bot] of Object.entries(bots)) {
    if (bot.vitals.heartbeatAt !== null) bots[name] = { ...bot, vitals: { ...bot.vitals, mayBeLater: true } };
  }
}
