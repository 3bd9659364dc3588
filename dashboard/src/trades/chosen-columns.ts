/**
 * Which columns each list of trades shows, as chosen on this device. One value in the browser's storage; what is not chosen is as
 * usual, and whatever was stored, the result is whole. The pair stands first in any case.
 */
import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "../browser/stored.ts";
import { Watched } from "../browser/watched.ts";
import { isSortKey, type SortKey } from "./sort.ts";
import type { Side } from "./trade-list.ts";

/** Keys of the columns that a list shows; absent: the usual ones. */
export type ChosenColumns = { readonly [side in Side]?: ReadonlySet<SortKey> };

const NAME = "fillcast.columns";
const SIDES: readonly Side[] = ["open", "closed", "unfilled", "orphaned"];

const watched = new Watched();
let chosen: ChosenColumns | null = null;

function getChosen(): ChosenColumns {
  return (chosen ??= parseChosen(readStored("device", NAME)));
}

/** `keys` null: as usual. */
export function chooseColumns(side: Side, keys: ReadonlySet<SortKey> | null): void {
  const { [side]: _, ...others } = getChosen();
  chosen = keys === null ? others : { ...others, [side]: keys };
  writeStored("device", NAME, chosenText(chosen));
  watched.changed();
}

/** Undefined where nothing is chosen. */
export function useChosenColumns(side: Side): ReadonlySet<SortKey> | undefined {
  return useSyncExternalStore(watched.subscribe, getChosen)[side];
}

/** Null where nothing is chosen. */
export function chosenText(from: ChosenColumns): string | null {
  const entries = Object.entries(from).map(([side, keys]) => [side, [...keys]] as const);
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

export function parseChosen(text: string | null): ChosenColumns {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return {};
  }
  if (typeof stored !== "object" || stored === null) return {};
  const lists = new Map<string, unknown>(Object.entries(stored));
  return Object.fromEntries(
    SIDES.flatMap((side) => {
      const keys = lists.get(side);
      return Array.isArray(keys) ? [[side, new Set(keys.filter(isKey))] as const] : [];
    }),
  );
}

function isKey(value: unknown): value is SortKey {
  return typeof value === "string" && isSortKey(value);
}
