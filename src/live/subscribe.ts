/**
 * The upgrade request to the room: what a subscriber asks for, when its key ends, and where it came in.
 */
import type { Refused } from "@fillcast/protocol";
import type { KeyedContext } from "../http/context.ts";
import { edgeOf } from "../ingest/edge.ts";
import type { Wishes } from "./wishes.ts";

/** Asks the room for a socket, or says what keeps it from giving one. */
export function subscribe(c: KeyedContext, wishes: Wishes): Promise<Response | Refused> {
  const { expiresAt } = c.get("grant");
  const { colo } = edgeOf(c);
  return c.get("room").subscribe({
    ...wishes,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(colo === undefined ? {} : { colo }),
  });
}
