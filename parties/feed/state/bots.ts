/**
 * Bots: what is served of each, folded from its events and heartbeats. Heartbeats have no seq and stand in no page, so that a
 * fold made anew has lost them; `adoptVitals` brings them over from the one before.
 */
import type { BotState, FeedEvent, TradeMode } from "@fillcast/protocol";
import { sign } from "./decimal.ts";
import { isClosing } from "./totals.ts";
import type { TradeChange } from "./trade-book.ts";
import { noteBeat, noteEvent, presenceOf, silentDeadline, UNKNOWN_VITALS, type Vitals } from "./vitals.ts";

/** Plain JSON; replaced, never changed. */
export interface FoldBot {
  readonly served: BotState;
  readonly vitals: Vitals;
  /** The bot has warned that its money is simulated. */
  readonly warnedDry: boolean;
}

/** By name; changed in place. A bot may be called `constructor`, so only own keys count. */
export interface Bots {
  [bot: string]: FoldBot;
}

/** The mode of an event: its key's, else what its bot has warned of before or with it. */
export function modeOf(bots: Bots, event: FeedEvent): TradeMode {
  const warned = getBot(bots, event.bot)?.warnedDry === true || warnsDry(event);
  return event.mode ?? (warned ? "dry" : "unknown");
}

/** Folds an event and the trades that it changed into its bot. */
export function foldBot(bots: Bots, event: FeedEvent, changes: readonly TradeChange[]): BotState {
  const known = getBot(bots, event.bot);
  const isOwn = event.source !== "fillcast";
  const vitals = noteEvent(known?.vitals ?? UNKNOWN_VITALS, event);
  const before = known?.served ?? createServed(event.at);
  let { openTrades, closedTrades, wins } = before;
  for (const change of changes) {
    openTrades += Number(change.after?.status === "open") - Number(change.before?.status === "open");
    if (change.after === null || !isClosing(change.before, change.after)) continue;
    closedTrades++;
    if (sign(change.after.realised) > 0) wins++;
  }
  const served: BotState = {
    mode: isOwn ? modeOf(bots, event) : before.mode,
    presence: presenceOf(vitals, event.at),
    lastEventAt: isOwn ? event.at : before.lastEventAt,
    lastSeenAt: before.lastSeenAt,
    openTrades,
    closedTrades,
    wins,
  };
  bots[event.bot] = { served, vitals, warnedDry: known?.warnedDry === true || warnsDry(event) };
  return served;
}

/** Takes a heartbeat in; the room sends it on as presence, not as a patch. */
export function noteHeartbeat(bots: Bots, bot: string, at: number): void {
  const known = getBot(bots, bot);
  const vitals = noteBeat(known?.vitals ?? UNKNOWN_VITALS, at);
  const served = { ...(known?.served ?? createServed(at)), presence: presenceOf(vitals, at), lastSeenAt: at };
  bots[bot] = { served, vitals, warnedDry: known?.warnedDry === true };
}

/** The bots whose presence time alone has changed by `nowMs`. */
export function agePresence(bots: Bots, nowMs: number): { [bot: string]: BotState } {
  const changed: { [bot: string]: BotState } = {};
  for (const name of Object.keys(bots)) {
    const bot = bots[name]!;
    const presence = presenceOf(bot.vitals, nowMs);
    if (presence === bot.served.presence) continue;
    const served = { ...bot.served, presence };
    bots[name] = { ...bot, served };
    changed[name] = served;
  }
  return changed;
}

/** True for a bot that was said to be silent: its next sign of life is worth a `bot_back`. */
export function isSilent(bots: Bots, bot: string): boolean {
  return getBot(bots, bot)?.vitals.silent === true;
}

/** The bots that are to be called silent at `nowMs`. */
export function overdueBots(bots: Bots, nowMs: number): string[] {
  return Object.entries(bots).flatMap(([name, { vitals }]) => {
    const deadline = silentDeadline(vitals);
    return deadline !== null && deadline <= nowMs ? [name] : [];
  });
}

/** When the next bot is to be called silent, ms since 1970, for the room's alarm; null where none is. */
export function nextSilenceAt(bots: Bots): number | null {
  const deadlines = Object.values(bots).flatMap(({ vitals }) => silentDeadline(vitals) ?? []);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}

/** Brings heartbeats over from a fold that a new one replaces. */
export function adoptVitals(bots: Bots, from: Bots): void {
  for (const [name, { served, vitals }] of Object.entries(from)) {
    if (vitals.heartbeatAt === null) continue;
    const known = getBot(bots, name) ?? { served, vitals: UNKNOWN_VITALS, warnedDry: false };
    const adopted: Vitals = {
      ...known.vitals,
      heartbeatAt: vitals.heartbeatAt,
      gapsMs: vitals.gapsMs,
      usualGapMs: vitals.usualGapMs,
    };
    bots[name] = { ...known, vitals: adopted, served: { ...known.served, lastSeenAt: served.lastSeenAt } };
  }
}

function getBot(bots: Bots, bot: string): FoldBot | undefined {
  return Object.hasOwn(bots, bot) ? bots[bot] : undefined;
}

function createServed(at: number): BotState {
  return {
    mode: "unknown",
    presence: "unknown",
    lastEventAt: at,
    lastSeenAt: null,
    openTrades: 0,
    closedTrades: 0,
    wins: 0,
  };
}

function warnsDry({ type, data }: FeedEvent): boolean {
  return type === "warning" && typeof data.status === "string" && /^\W*dry run is enabled/i.test(data.status);
}
