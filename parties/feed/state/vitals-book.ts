/**
 * What relays read from their bots, the newest of each: kept in memory, sent to open sockets, and in the table `vitals`, so
 * that a nap does not empty every page. A row a bot, written at most once in `BEAT_SAVE_MS`. It is no part of the state: the
 * log says nothing of it.
 */
import {
  BEAT_SAVE_MS,
  BOTS_MAX,
  LIVE_TRADES_MAX,
  encodeFrame,
  type BotVitals,
  type HeardVitals,
  type VitalsByBot,
} from "@fillcast/protocol";
import type { Sql } from "../sql.ts";

/** Open sockets hear of vitals at most this often. */
const SAY_EVERY_MS = 1_000;

export class VitalsBook {
  readonly #sql: Sql;
  #known: Map<string, HeardVitals> | null = null;
  readonly #savedAt = new Map<string, number>();
  /** Bots whose newest vitals open sockets do not have yet. */
  readonly #unsaid = new Set<string>();
  #saidAt = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** True for a bot with a relay. */
  has(bot: string): boolean {
    return this.#load().has(bot);
  }

  get(bot: string): HeardVitals | undefined {
    return this.#load().get(bot);
  }

  /** Of all bots that have any; null if none has. */
  all(): VitalsByBot | null {
    const known = this.#load();
    return known.size === 0 ? null : Object.fromEntries(known);
  }

  /** Takes in what was just read of a bot, as far as there is room for it. */
  note(bot: string, vitals: BotVitals, nowMs: number): void {
    const known = this.#load();
    const before = known.get(bot);
    if (before === undefined && known.size >= BOTS_MAX) return;
    let others = 0;
    for (const [name, { open }] of known) if (name !== bot) others += open.length;
    const open = vitals.open.slice(0, Math.max(0, LIVE_TRADES_MAX - others));
    const twice = before?.twiceAt === undefined ? {} : { twiceAt: before.twiceAt };
    this.#put(bot, { ...vitals, open, at: nowMs, ...twice }, nowMs);
  }

  /** A message of the bot came through its relay and straight from it. */
  noteTwice(bot: string, nowMs: number): void {
    const before = this.get(bot);
    if (before !== undefined) this.#put(bot, { ...before, twiceAt: nowMs }, nowMs);
  }

  #put(bot: string, heard: HeardVitals, nowMs: number): void {
    this.#load().set(bot, heard);
    this.#unsaid.add(bot);
    const savedAt = this.#savedAt.get(bot);
    if (savedAt !== undefined && Math.abs(nowMs - savedAt) < BEAT_SAVE_MS) return;
    this.#savedAt.set(bot, nowMs);
    this.#sql.run(
      "INSERT OR REPLACE INTO vitals (bot, saved_at, body) VALUES (?, ?, ?)",
      bot,
      nowMs,
      JSON.stringify(heard),
    );
  }

  /** The frame that tells open sockets, or null if there is nothing to tell or it is too soon. */
  takeFrame(nowMs: number): string | null {
    const isSoon = nowMs - this.#saidAt < SAY_EVERY_MS && nowMs >= this.#saidAt;
    if (this.#unsaid.size === 0 || isSoon) return null;
    this.#saidAt = nowMs;
    const known = this.#load();
    const bots = Object.fromEntries([...this.#unsaid].map((bot) => [bot, known.get(bot)!]));
    this.#unsaid.clear();
    return encodeFrame({ type: "vitals", bots });
  }

  #load(): Map<string, HeardVitals> {
    if (this.#known !== null) return this.#known;
    const known = new Map<string, HeardVitals>();
    const rows = this.#sql.all<{ bot: string; saved_at: number; body: string }>(
      "SELECT bot, saved_at, body FROM vitals ORDER BY bot",
    );
    for (const { bot, saved_at: savedAt, body } of rows) {
      known.set(bot, JSON.parse(body) as HeardVitals);
      this.#savedAt.set(bot, savedAt);
    }
    this.#known = known;
    return known;
  }
}
