/**
 * Events that were imported: they happened long before they came. They count as history, whenever they arrive: nothing is told
 * aloud of them, and the way they took says nothing about the line.
 */
import type { TradeEvent } from "fillcast";

/** More than the clocks of the edge and the room, or a slow retry, can lie apart. */
export const IMPORTED_AFTER_MS = 60_000;

/** True where the room's instant lies far before the edge's, which only an import can bring about. */
export function isImported({ at, edge }: TradeEvent): boolean {
  return edge !== undefined && edge.at - at > IMPORTED_AFTER_MS;
}
