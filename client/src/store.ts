/**
 * Ready-made position stores. A stored position is the cursor text of the protocol, which sorts like the log: the web stores
 * never move back, so that a slower tab cannot undo what a faster one has handled.
 */
import { decodeCursor, encodeCursor, type Position } from "@fillcast/protocol";
import type { PositionStore } from "./api.ts";

/** Forgets with the page or the process. */
export function memory(): PositionStore {
  let kept: Position | null = null;
  return {
    load: async () => kept,
    save: async (position) => void (kept = position),
  };
}

/** Survives a reload of this tab. */
export function sessionStore(key: string): PositionStore {
  return webStore(() => sessionStorage, key);
}

/** Survives the browser's end; one position for all tabs that use the key. */
export function localStore(key: string): PositionStore {
  return webStore(() => localStorage, key);
}

/** What is kept under a name. The storage is looked up at each use: on servers and in private windows there may be none, and then nothing was kept. */
export function readText(storage: () => Storage, key: string): string {
  try {
    return storage().getItem(key) ?? "";
  } catch {
    // Nothing can be written over either: each `save` throws.
    return "";
  }
}

function webStore(storage: () => Storage, key: string): PositionStore {
  return {
    load: async () => decodeCursor(readText(storage, key)),
    async save(position) {
      const cursor = encodeCursor(position);
      if (cursor > (storage().getItem(key) ?? "")) storage().setItem(key, cursor);
    },
  };
}
