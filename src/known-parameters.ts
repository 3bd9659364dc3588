/**
 * Which query parameters each route of `/v1` takes, according to the decoders that read them. An unknown parameter is
 * refused, because a misspelt filter would return everything. Exceptions: webhooks, whose senders have one try, and event
 * streams, which ignore unknown parameters (PROTOCOL.md §2.3).
 */
import { refuse, type Refused } from "@fillcast/protocol";
import { matchedRoutes } from "hono/route";
import { PAGE_QUERY } from "./history/pages.ts";
import type { Shape } from "./http/query.ts";
import { PROFIT_QUERY } from "./history/profit-query.ts";
import { EVENTS_QUERY } from "./history/reading.ts";
import { RECORDS_QUERY } from "./history/records.ts";
import { TRADES_QUERY } from "./history/trade-query.ts";
import type { AppContext } from "./http/context.ts";
import { ROOMS_QUERY, TAIL_QUERY } from "./inspect/routes.ts";

/** Those that take any; all others take none. */
const QUERIES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["/v1/feeds/:feed/events", EVENTS_QUERY],
  ["/v1/feeds/:feed/pages/:page", PAGE_QUERY],
  ["/v1/feeds/:feed/profit", PROFIT_QUERY],
  ["/v1/feeds/:feed/records", RECORDS_QUERY],
  ["/v1/feeds/:feed/trades", TRADES_QUERY],
  ["/v1/rooms", ROOMS_QUERY],
  ["/v1/rooms/:feed/tail", TAIL_QUERY],
]);
const LENIENT = /^\/v1\/(?:webhooks\/|feeds\/:feed\/sse$)/;
/** Where a key may stand elsewhere: who puts it here hears of the missing key. */
const CREDENTIALS: ReadonlySet<string> = new Set(["key", "token"]);

/** Before all routes; those outside of `/v1` take any. */
export function refuseUnknownParameters(c: AppContext): Refused | null {
  if (!c.req.url.includes("?") || !c.req.path.startsWith("/v1/")) return null;
  const wanted = c.req.method === "HEAD" ? "GET" : c.req.method;
  const route = matchedRoutes(c).find(({ method }) => method === wanted)?.path;
  if (route === undefined || LENIENT.test(route)) return null;
  const known = QUERIES.get(route) ?? {};
  const unknown = [...new URL(c.req.url).searchParams.keys()].find(
    (name) => !Object.hasOwn(known, name) && !CREDENTIALS.has(name),
  );
  if (unknown === undefined) return null;
  const names = Object.keys(known);
  const takes =
    names.length === 0
      ? "This endpoint takes no query parameters"
      : `This endpoint takes the query parameters ${names.join(", ")}`;
  const name = JSON.stringify(unknown.slice(0, NAME_SHOWN_CHARS).toWellFormed());
  return refuse("unknown-parameter", `${takes}, not ${name}. Leave it out.`);
}

/** Of an unknown name, in the answer. */
const NAME_SHOWN_CHARS = 64;
