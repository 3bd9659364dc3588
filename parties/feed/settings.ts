/**
 * What the owner has set for the feed's readers: names, groups and the like of bots, as one JSON text. Owns the table
 * `settings`, of one row. The version counts the changes, so that nobody replaces what they have not read. The room keeps the
 * text as it comes; the edge decides what may be in it.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import type { Settings } from "./rpc.ts";
import type { Sql } from "./sql.ts";

/** The settings; version 0 and an empty object until something is set. */
export function readSettings(sql: Sql): Settings {
  const [row] = sql.all<{ version: number; bots: string }>("SELECT version, bots FROM settings WHERE one = 1");
  return row === undefined ? { kind: "settings", version: 0, bots: "{}" } : { kind: "settings", ...row };
}

/**
 * Replaces the settings if they still have the version, or have any where it is null. A text that is there already changes
 * nothing: a retry whose first try was stored is no conflict.
 */
export function writeSettings(sql: Sql, bots: string, ifVersion: number | null): Settings | Refused {
  const current = readSettings(sql);
  if (current.bots === bots) return current;
  if (ifVersion !== null && ifVersion !== current.version) {
    return refuse(
      "settings-changed",
      `The settings have changed: version ${current.version} is current. Read them, apply your change, and send it again.`,
    );
  }
  const version = current.version + 1;
  sql.run("INSERT OR REPLACE INTO settings (one, version, bots) VALUES (1, ?, ?)", version, bots);
  return { kind: "settings", version, bots };
}
