/**
 * A profile by areas of the product: every microsecond of JavaScript's thread is in one of them. What the engine, the runtime and
 * libraries do counts for the nearest caller whose source is in an area. Pure.
 */
import type { CallFrame, Profile } from "./times.ts";

export interface Area {
  readonly name: string;
  /** Beginnings of paths from the project's root; the first area that has one gets the time. */
  readonly paths: readonly string[];
  /** What a user gets for it. */
  readonly buys: string;
  /** Why it is not less: what was tried. */
  readonly stays: string;
}

export const AREAS: readonly Area[] = [
  {
    name: "reading the body",
    paths: ["src/http/body.ts"],
    buys: "a body is bounded while it comes, and text that is no UTF-8 is refused",
    stays: "`arrayBuffer` and one decoder call; the floor's `text()` does the same without a bound",
  },
  {
    name: "the router",
    paths: ["node_modules/hono/", "src/app.ts"],
    buys: "one declared route a door, with its method and its parameters",
    stays: "posts of events have a router of their own in front of all others, and no middleware",
  },
  {
    name: "what surrounds each route",
    paths: ["src/surround.ts", "src/http/", "src/known-parameters.ts"],
    buys: "an id on every answer, CORS, no caching, errors as problems, unknown parameters refused",
    stays: "headers are set once, when the answer is made: six instead of the floor's one",
  },
  {
    name: "the brakes",
    paths: ["src/auth/storm.ts", "parties/feed/quotas/"],
    buys: "a leaked key cannot fill a feed or make it expensive",
    stays: "counters in memory; nothing is written for them",
  },
  {
    name: "the key",
    paths: ["src/auth/"],
    buys: "who posts, for which bot, and whether the key was revoked",
    stays: "a signature that was verified before is not verified again",
  },
  {
    name: "hiding secrets",
    paths: ["src/ingest/hide-secrets.ts"],
    buys: "a key that a bot sends by mistake is not stored or shown",
    stays: "one pass over names and texts; most are ruled out by their length",
  },
  {
    name: "digests of id and body",
    paths: ["src/ingest/content.ts", "src/ingest/enrich.ts"],
    buys: "a retry is stored once, and another body under the same id is refused",
    stays: "SHA-256 in JavaScript takes a fifth of what `node:crypto` takes for so short a text",
  },
  {
    name: "decoding",
    paths: ["src/ingest/"],
    buys: "errors that name the field; a price keeps its digits; depth and number of values are bounded before anything is parsed",
    stays: "one scan of the text, one `JSON.parse`, and one pass over the values",
  },
  {
    name: "the call of the room",
    paths: ["src/room-client.ts"],
    buys: "a refusal is a value, a room that is gone is asked again, builds of two versions understand each other",
    stays:
      "most of it is the runtime's: the floor's call carries a text instead of an object, which gains less than 30 µs",
  },
  {
    name: "the event's text and the chain",
    paths: ["parties/feed/log/record.ts", "archive/chain.ts", "archive/sha256.ts"],
    buys: "seq and time in the event; two copies of a log can be proven equal",
    stays: "one `JSON.stringify` an event, used for the row and for every frame; one SHA-256",
  },
  {
    name: "the memory of repeats",
    paths: [
      "parties/feed/log/dedupe.ts",
      "parties/feed/log/digests.ts",
      "parties/feed/log/memory.ts",
      "parties/feed/log/newest-seqs.ts",
      "parties/feed/log/own-events.ts",
      "parties/feed/log/results.ts",
      "parties/feed/log/twins.ts",
    ],
    buys: "a retry after a day, a nap or a kill is recognised",
    stays: "typed arrays; no query",
  },
  {
    name: "the row",
    paths: ["parties/feed/log/", "parties/feed/schema.ts"],
    buys: "durable before it is acknowledged, with what a wake has to know",
    stays: "one statement with eight values, where the floor's has one",
  },
  {
    name: "the state",
    paths: ["parties/feed/state/", "parties/feed/keeper.ts", "parties/feed/duties/"],
    buys: "trades, profit and bots live, as patches and in the ledger",
    stays: "changed in place; an event touches one bot and one trade; nothing is summed up again",
  },
  {
    name: "readers",
    paths: ["parties/feed/readers/"],
    buys: "filters, positions, acks, and a bound on what a slow reader is owed",
    stays: "one text for all readers without a filter; `send` itself is most of it, as in the floor",
  },
  {
    name: "what the inspection counts",
    paths: ["parties/feed/activity.ts", "parties/feed/failed-attempts.ts"],
    buys: "the operator sees rates and latencies of a room",
    stays: "counters in memory",
  },
  {
    name: "the room's shell",
    paths: ["parties/feed/", "node_modules/partyserver/"],
    buys: "one synchronous step from draft to answer; sockets that sleep",
    stays: "calls from one object to the next, and PartyServer's own",
  },
];

/** V8's names for what has no caller. */
const GARBAGE = "(garbage collector)";
const NATIVE = "(program)";
const NOT_BUSY = new Set(["(idle)"]);

export const GARBAGE_AREA = "garbage collection";
export const NATIVE_AREA = "the runtime outside of JavaScript";
export const REST_AREA = "everything else";

/** µs by the area's name. `pathOf` is a frame's source from the project's root, or null for what has none. */
export function areaTimes(
  { nodes, samples, timeDeltas }: Profile,
  pathOf: (frame: CallFrame) => string | null,
): ReadonlyMap<string, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const own = new Map(nodes.map(({ id, callFrame }) => [id, ownArea(callFrame, pathOf)]));
  const times = new Map<string, number>();
  for (const [n, id] of samples.entries()) {
    let area = own.get(id) ?? null;
    for (let at = parents.get(id); area === null && at !== undefined; at = parents.get(at)) area = own.get(at) ?? null;
    if (area === NOTHING) continue;
    const name = area ?? REST_AREA;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[n] ?? 0));
  }
  return times;
}

const NOTHING = "";

/** The area that a frame itself belongs to; null where its caller decides. */
function ownArea(frame: CallFrame, pathOf: (frame: CallFrame) => string | null): string | null {
  const { functionName } = frame;
  if (NOT_BUSY.has(functionName)) return NOTHING;
  if (functionName === GARBAGE) return GARBAGE_AREA;
  if (functionName === NATIVE) return NATIVE_AREA;
  const path = pathOf(frame);
  if (path === null || path === "parties/feed/sql.ts") return null;
  return AREAS.find(({ paths }) => paths.some((one) => path.startsWith(one)))?.name ?? null;
}
