/**
 * Which columns each list of the page shows, as chosen on this device. One value in the browser's storage, by the list's name;
 * what is not chosen is as usual, and whatever was stored, the result is whole. A list leaves out what it has no column for.
 */
import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "./stored.ts";
import { Watched } from "./watched.ts";

/** Keys of the columns that a list shows, by the list; absent: the usual ones. */
export type ChosenColumns = Readonly<Record<string, ReadonlySet<string>>>;

const NAME = "fillcast.columns";
/** More than any list has. */
const MAX_COLUMNS = 64;
const MAX_LISTS = 16;

const watched = new Watched();
let chosen: ChosenColumns | null = null;

function getChosen(): ChosenColumns {
  return (chosen ??= parseChosen(readStored("device", NAME)));
}

/** `keys` null: as usual. */
export function chooseColumns(list: string, keys: ReadonlySet<string> | null): void {
  const { [list]: _, ...others } = getChosen();
  chosen = keys === null ? others : { ...others, [list]: keys };
  writeStored("device", NAME, chosenText(chosen));
  watched.changed();
}

/** Undefined where nothing is chosen. */
export function useChosenColumns(list: string): ReadonlySet<string> | undefined {
  const all = useSyncExternalStore(watched.subscribe, getChosen);
  return Object.hasOwn(all, list) ? all[list] : undefined;
}

/** Null where nothing is chosen. */
export function chosenText(from: ChosenColumns): string | null {
  const entries = Object.entries(from).map(([list, keys]) => [list, [...keys]] as const);
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

export function parseChosen(text: string | null): ChosenColumns {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return {};
  }
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return {};
  return Object.fromEntries(
    Object.entries(stored)
      .slice(0, MAX_LISTS)
      .flatMap(([list, keys]: [string, unknown]) =>
        Array.isArray(keys)
          ? [
              [
                list,
                new Set(keys.filter((key): key is string => typeof key === "string").slice(0, MAX_COLUMNS)),
              ] as const,
            ]
          : [],
      ),
  );
}
