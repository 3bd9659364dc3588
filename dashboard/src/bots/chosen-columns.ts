/** Which columns the comparison of bots shows on this device. */
import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "../browser/stored.ts";
import { Watched } from "../browser/watched.ts";
import { BOT_SORT_KEYS, type BotSortKey } from "./bot-sort.ts";

const NAME = "fillcast.botColumns";
/** Until somebody chooses. */
const USUAL: ReadonlySet<BotSortKey> = new Set<BotSortKey>([
  "state",
  "heard",
  "errors",
  "open",
  "openProfit",
  "closed",
  "winRate",
  "realised",
  "month",
  "strategy",
]);

const watched = new Watched();
let chosen: ReadonlySet<BotSortKey> | null = null;

/** Total: names that are no columns are left out, and what is no list is the usual choice. */
export function parseColumns(text: string | null): ReadonlySet<BotSortKey> {
  try {
    const names: unknown = JSON.parse(text ?? "null");
    return Array.isArray(names) ? new Set(BOT_SORT_KEYS.filter((key) => names.includes(key))) : USUAL;
  } catch {
    return USUAL;
  }
}

function getColumns(): ReadonlySet<BotSortKey> {
  return (chosen ??= parseColumns(readStored("device", NAME)));
}

/** Null for the usual ones. */
export function chooseColumns(keys: ReadonlySet<BotSortKey> | null): void {
  chosen = keys ?? USUAL;
  writeStored("device", NAME, keys === null ? null : JSON.stringify([...keys]));
  watched.changed();
}

export function useColumns(): ReadonlySet<BotSortKey> {
  return useSyncExternalStore(watched.subscribe, getColumns);
}
