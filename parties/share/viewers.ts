/**
 * What an open page of a link has to be sent, and when it is given up.
 */
import { BUFFERED_MAX_BYTES, SILENT_SOCKET_MS } from "@fillcast/protocol";
import type { PartName, Parts } from "./parts.ts";

type Changed = { readonly [Name in PartName]?: string };

/** The parts that differ, null if none does. `before` is what viewers have; null if nothing is known of that. */
export function changedParts(before: Parts | null, after: Parts): Changed | null {
  if (before === null) return after;
  const changed = (Object.keys(after) as PartName[]).filter((name) => before[name] !== after[name]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((name) => [name, after[name]]));
}

/** A viewer's socket; instants are ms since 1970. */
interface ViewerSocket {
  /** Null until it got the view. */
  readonly servedAt: number | null;
  /** Its last ping; 0 before the first. */
  readonly heardAt: number;
  readonly bufferedBytes: number;
}

/** True for a page that is silent for long, or takes in nothing of what it is sent. */
export function isStalled({ servedAt, heardAt, bufferedBytes }: ViewerSocket, nowMs: number): boolean {
  if (bufferedBytes > BUFFERED_MAX_BYTES) return true;
  return servedAt !== null && nowMs - Math.max(servedAt, heardAt) > SILENT_SOCKET_MS;
}

/** A runtime from 1.20261117 on says how much it holds for a socket; the type is older. */
export function bufferedOf(socket: object): number {
  return (socket as { readonly bufferedAmount?: number }).bufferedAmount ?? 0;
}
