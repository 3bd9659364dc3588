/**
 * Where a request reached the network, if the platform says so.
 */
import type { Edge } from "@fillcast/protocol";
import type { AppContext } from "../http/context.ts";

/** Data centre and country are absent where nothing stands before the Worker, as on a local start. */
export function edgeOf(c: AppContext): Edge {
  const cf = c.req.raw.cf as IncomingRequestCfProperties | undefined;
  const [colo, country] = [cf?.colo, cf?.country];
  return {
    ...(colo === undefined ? {} : { colo }),
    ...(country === undefined || country === null ? {} : { country }),
    at: c.get("nowMs"),
  };
}
