/**
 * What every handler finds in its context: the bindings, and what was decided once at the start of the request. Handlers
 * never read the clock or create a request id themselves.
 */
import type { Problem } from "@fillcast/protocol";
import type { Context } from "hono";
import type { Grant } from "../auth/grant.ts";
import type { Env } from "../env.ts";
import type { RoomClient } from "../room-client.ts";

export interface AppEnv {
  readonly Bindings: Env;
  readonly Variables: {
    /** In every answer's X-Request-Id, and the `instance` of a problem. */
    readonly requestId: string;
    /** The Worker's clock when the request came in, ms since 1970. */
    readonly nowMs: number;
    /** The key that opened the route, as far as the edge can tell. */
    readonly grant?: Grant;
    /** The room that the route is about, as who asks may call it. */
    readonly room?: RoomClient;
    /** What the answer says is wrong, where it does. */
    readonly problem?: Problem;
    /** The answer has the headers that every answer has. */
    readonly isSealed?: boolean;
  };
}

export type AppContext = Context<AppEnv>;

/** Behind a key or the operator's token (auth/require.ts): the room of the feed, as this caller calls it. */
export type VisitorContext = { readonly get: (name: "room") => RoomClient } & AppContext;
/** Behind a key: what it may do, too. */
export type KeyedContext = { readonly get: (name: "grant") => Grant } & VisitorContext;

/** A path segment as it was sent, from 0: names that address something are never percent-decoded, as a router would. */
export function rawSegment(c: AppContext, index: number): string {
  return new URL(c.req.url).pathname.split("/")[index + 1] ?? "";
}
