/** How long a bot is usually quiet between its events, from the events that the page holds. */
import { useSyncExternalStore } from "react";
import { useSession } from "../live/session-provider.tsx";
import type { TapeRow } from "../live/tape.ts";

/** Fewer gaps than this are no habit. */
const MIN_GAPS = 8;
/** Events looked at for what is usual. */
const LOOKED_AT_ROWS = 5_000;

/** By bot, the gap in ms that nine of ten gaps between its events stay under; bots with too few events are not in it. `rows` are newest first. */
export function usualGaps(rows: readonly TapeRow[]): ReadonlyMap<string, number> {
  const newer = new Map<string, number>();
  const gaps = new Map<string, number[]>();
  for (const { event } of rows.slice(0, LOOKED_AT_ROWS)) {
    const before = newer.get(event.bot);
    newer.set(event.bot, event.at);
    if (before === undefined) continue;
    const own = gaps.get(event.bot);
    if (own === undefined) gaps.set(event.bot, [before - event.at]);
    else own.push(before - event.at);
  }
  const usual = new Map<string, number>();
  for (const [bot, own] of gaps) {
    if (own.length < MIN_GAPS) continue;
    own.sort((a, b) => a - b);
    usual.set(bot, own[Math.ceil(own.length * 0.9) - 1] ?? 0);
  }
  return usual;
}

/** Every row of bots asks in the same frame, of the same rows. */
const found = new WeakMap<readonly TapeRow[], ReadonlyMap<string, number>>();

export function useUsualGaps(): ReadonlyMap<string, number> {
  const { tape } = useSession();
  const { rows } = useSyncExternalStore(tape.subscribe, tape.getView);
  const known = found.get(rows);
  if (known !== undefined) return known;
  const gaps = usualGaps(rows);
  found.set(rows, gaps);
  return gaps;
}
