/**
 * Heartbeats in the room: they have no seq and stand in no page. Owns which drafts are heartbeats, what open sockets hear of
 * them, who is called silent and who is back, and the table `beat`: a nap of the room must not make a living bot look dead.
 * A row a bot, written at most once in `BEAT_SAVE_MS`, and with each of the first heartbeats, from which its interval is
 * learned. So a heartbeat that was read from disk may not have been the last: `mayBeLater`. What they say of a bot's life is
 * the fold's (fold/vitals.ts).
 */
import { BEAT_SAVE_MS, encodeFrame } from "@fillcast/protocol";
import { draftOwnEvent } from "../log/own-events.ts";
import type { Draft, DraftEvent } from "../rpc.ts";
import type { Sql } from "../sql.ts";
import { admitsBot, getBot, type Bots, type FoldBot } from "./fold/bots.ts";
import type { FoldState } from "./fold/evolve.ts";
import { adoptVitals, doubtBeats, isSilent, noteHeartbeat, overdueBots, setDeadlines } from "./fold/heartbeats.ts";
import { hide } from "./fold/hidden.ts";
import { knowsHabit } from "./fold/vitals.ts";

/** What a Freqtrade strategy sends as a message where it cannot send an event of its own. */
const HEARTBEAT_MESSAGE = "fillcast:hb";
/** Open sockets hear of heartbeats at most this often. */
const SAY_EVERY_MS = 1_000;
/** Heartbeats that are written while the interval is learned: as many as that takes. */
const LEARNING_MAX = 3;

/** What a row says beside its bot: when it was written, ms since 1970, and how many were before the interval was known. */
interface Saved {
  readonly savedAt: number;
  readonly learning: number;
}

/** True for a draft that says that its bot runs, and nothing else. */
export function isHeartbeat(event: Pick<DraftEvent, "type" | "data">): boolean {
  return event.type === "heartbeat" || (event.type === "strategy_msg" && event.data.msg === HEARTBEAT_MESSAGE);
}

export class Heartbeats {
  readonly #sql: Sql;
  readonly #saved = new Map<string, Saved & { readonly knowsHabit: boolean }>();
  /** Those not yet sent to open sockets, by bot. */
  readonly #unsaid = new Map<string, number>();
  #saidAt = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Brings the kept heartbeats into a fold that was loaded, as far as it has room for their bots. */
  restore({ bots, deadlines }: FoldState, nowMs: number): void {
    const kept: Bots = {};
    for (const { bot, vitals } of this.#sql.all<{ bot: string; vitals: string }>("SELECT bot, vitals FROM beat")) {
      const { savedAt, learning, ...beat } = JSON.parse(vitals) as FoldBot & Partial<Saved>;
      this.#saved.set(bot, {
        savedAt: savedAt ?? beat.vitals.heartbeatAt ?? 0,
        learning: learning ?? 0,
        knowsHabit: knowsHabit(beat.vitals),
      });
      const known = Object.hasOwn(bots, bot) ? bots[bot]!.vitals.heartbeatAt : null;
      if ((beat.vitals.heartbeatAt ?? 0) > (known ?? 0)) kept[bot] = beat;
    }
    adoptVitals(bots, kept);
    doubtBeats(bots);
    setDeadlines(bots, deadlines, nowMs);
    // What was served before the nap may have changed since.
    deadlines.presenceAt = nowMs;
  }

  /** Takes in a heartbeat of each of the bots, as far as the fold has room for them. A relay says of some that they are stopped. */
  note(fold: FoldState, bots: ReadonlyMap<string, { readonly stopped: boolean }>, nowMs: number): void {
    for (const [bot, { stopped }] of bots) {
      if (!admitsBot(fold.bots, bot)) {
        hide(fold.hidden.bots, bot);
        continue;
      }
      noteHeartbeat(fold, bot, nowMs, stopped);
      this.#save(bot, fold.bots[bot]!, nowMs);
      this.#unsaid.set(bot, nowMs);
    }
  }

  /** The frame that tells open sockets, or null if there is nothing to tell or it is too soon. */
  takeFrame(nowMs: number): string | null {
    const isSoon = nowMs - this.#saidAt < SAY_EVERY_MS && nowMs >= this.#saidAt;
    if (this.#unsaid.size === 0 || isSoon) return null;
    this.#saidAt = nowMs;
    const frame = encodeFrame({ type: "presence", bots: Object.fromEntries(this.#unsaid) });
    this.#unsaid.clear();
    return frame;
  }

  /** Saves a bot's heartbeat, if it is time to. */
  #save(bot: string, known: FoldBot, nowMs: number): void {
    const saved = this.#saved.get(bot);
    const isTime = saved === undefined || Math.abs(nowMs - saved.savedAt) >= BEAT_SAVE_MS;
    const isLearned = knowsHabit(known.vitals);
    const isLearning = !isLearned || saved?.knowsHabit !== true;
    const learning = saved?.learning ?? 0;
    if (!isTime && !(isLearning && learning < LEARNING_MAX)) return;
    const next = { savedAt: nowMs, learning: isLearned ? 0 : learning + 1 };
    this.#saved.set(bot, { ...next, knowsHabit: isLearned });
    const row = JSON.stringify({ ...known, ...next });
    this.#sql.run("INSERT OR REPLACE INTO beat (bot, vitals) VALUES (?, ?)", bot, row);
  }
}

/** What the room says of the bots that missed their heartbeats: that they are silent, and when they were last seen. */
export function draftSilences(fold: FoldState, hasRelay: (bot: string) => boolean, nowMs: number): Draft[] {
  return overdueBots(fold, nowMs).map((bot) =>
    draftSilence(fold, bot, hasRelay(bot) ? "relay unreachable" : null, nowMs),
  );
}

/** What the room says of one that is silent; `reason` is null where nobody knows it. */
export function draftSilence({ bots }: FoldState, bot: string, reason: string | null, nowMs: number): Draft {
  const lastSeenAt = getBot(bots, bot)?.vitals.heartbeatAt ?? null;
  const data = { ...(lastSeenAt === null ? {} : { lastSeenAt }), ...(reason === null ? {} : { reason }) };
  return draftOwnEvent({ type: "bot_silent", bot, when: nowMs, data });
}

/** What the room says of the bots that were called silent and were just heard: that they are back. */
export function draftReturns({ bots }: FoldState, heard: ReadonlySet<string>, nowMs: number): Draft[] {
  return [...heard]
    .filter((bot) => isSilent(bots, bot))
    .map((bot) => draftOwnEvent({ type: "bot_back", bot, when: nowMs }));
}
