/**
 * How a feed uses its position store. The store is foreign code: it may be slow, throw, reject or return anything. If a
 * position cannot be read, the feed does not treat it as absent: it would start over and overwrite it.
 */
import { isPosition, type Position } from "@fillcast/protocol";
import type { Clock, PositionStore } from "./api.ts";
import { FeedError } from "./error.ts";
import { ANSWER_MS } from "./timing.ts";

/** Reads and writes one feed's position. */
export interface Keeper {
  /** The stored position, null if there is none. Rejects with `store-failed`. */
  readonly load: () => Promise<Position | null>;
  /** Brings the store up to the feed's position: one call at a time, each with the newest. What fails is said. */
  readonly save: () => Promise<void>;
}

export function createKeeper(
  store: PositionStore,
  clock: Clock,
  position: () => Position | null,
  say: (error: FeedError) => void,
): Keeper {
  let saving = false;
  let saved: Position | null = null;
  return {
    async load() {
      let kept: unknown;
      try {
        kept = await store.load();
      } catch (cause) {
        throw storeFailed("load() threw", cause);
      }
      if (kept === null || kept === undefined) return null;
      if (!isPosition(kept)) throw storeFailed("load() returned neither { epoch, seq } nor null");
      return { epoch: kept.epoch, seq: kept.seq };
    },
    async save() {
      if (saving) return;
      saving = true;
      for (let next = position(); next && next !== saved; next = position()) {
        saved = next;
        const late = clock.setTimeout(() => say(storeFailed("save() takes longer than 10 s")), ANSWER_MS);
        try {
          await store.save(next);
        } catch (cause) {
          say(storeFailed("save() threw", cause));
        }
        clock.clearTimeout(late);
      }
      saving = false;
    },
  };
}

export function storeFailed(what: string, cause?: unknown): FeedError {
  return new FeedError("store-failed", `The position store's ${what}`, { retryable: true, cause });
}
