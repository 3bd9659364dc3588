/**
 * Heartbeats on disk: they have no seq and stand in no page, but a nap of the room must not make a living bot look dead. One
 * row a bot, written with each heartbeat.
 */
import type { Sql } from "./sql.ts";
import { adoptVitals, type Bots, type FoldBot } from "./state/bots.ts";

/** Keeps what a heartbeat has told of a bot. */
export function writeBeat(sql: Sql, bot: string, known: FoldBot): void {
  sql.run("INSERT OR REPLACE INTO beat (bot, vitals) VALUES (?, ?)", bot, JSON.stringify(known));
}

/** Brings the kept heartbeats into a fold that was loaded. */
export function readBeats(sql: Sql, bots: Bots): void {
  for (const { bot, vitals } of sql.all<{ bot: string; vitals: string }>("SELECT bot, vitals FROM beat")) {
    const kept = JSON.parse(vitals) as FoldBot;
    const newer = kept.vitals.heartbeatAt ?? 0;
    if (!Object.hasOwn(bots, bot)) bots[bot] = kept;
    else if (newer > (bots[bot]!.vitals.heartbeatAt ?? 0)) adoptVitals(bots, { [bot]: kept });
  }
}
