/**
 * Imported events happened long before they arrived. They always count as history: nothing is announced
 * for them, and their latency says nothing about the connection.
 */
import type { TradeEvent } from "fillcast";

/** More than the clocks of the edge and the room, or a slow retry, can lie apart. */
export const IMPORTED_AFTER_MS = 60_000;

/** True where the room's instant lies far before the edge's, which only an import can bring about. */
export function isImported({ at, edge }: TradeEvent): boolean {
  return edge !== undefined && edge.at - at > IMPORTED_AFTER_MS;
}
