/**
 * What every handler finds in its context: the bindings, and what was decided once at the request's beginning. Nothing
 * further down reads the clock or makes up an id for the request.
 */
import type { Problem } from "@fillcast/protocol";
import type { Context } from "hono";
import type { Env } from "../env.ts";

export interface AppEnv {
  readonly Bindings: Env;
  readonly Variables: {
    /** In every answer's X-Request-Id, and the `instance` of a problem. */
    readonly requestId: string;
    /** The Worker's clock when the request came in, ms since 1970. */
    readonly nowMs: number;
    /** What the answer says is wrong, where it does. */
    readonly problem?: Problem;
  };
}

export type AppContext = Context<AppEnv>;

/** A path segment as it was sent, from 0: names that address something are never percent-decoded, as a router would. */
export function rawSegment(c: AppContext, index: number): string {
  return new URL(c.req.url).pathname.split("/")[index + 1] ?? "";
}
