/**
 * What operators look at, described, and what anybody may.
 */
import { PROBLEMS, type ProblemSlug } from "@fillcast/protocol";
import { FAILED_ATTEMPTS_MAX } from "../../parties/feed/rpc.ts";
import { ROOMS_QUERY, TAIL_QUERY } from "./routes.ts";
import {
  FEED_PARAMETER as feed,
  KEY_PROBLEMS,
  ROOM_PROBLEMS,
  describeQuery,
  integer,
  json,
  list,
  nullable,
  object,
  optionalText,
  ref,
  text,
  type Operation,
} from "../docs/operation.ts";
import { epoch, feedId, seq } from "../docs/schemas.ts";

const anyObject = { type: "object", additionalProperties: true };
const scopes = ["inspect", "owner", "admin"] as const;
const keyed: readonly ProblemSlug[] = [
  ...KEY_PROBLEMS,
  "feed-not-found",
  "feed-erased",
  ...ROOM_PROBLEMS,
  "archive-unavailable",
];
const room = { feed: feedId, region: text, epoch, createdAt: integer };

/** A publish that was refused. */
const refusal = object({
  at: integer,
  keyId: text,
  bot: optionalText,
  status: integer,
  problem: { type: "string", enum: Object.keys(PROBLEMS) },
  pointer: optionalText,
  detail: text,
});
const inspection = {
  ...object({
    ...room,
    head: seq,
    oldest: seq,
    now: integer,
    refusals: { ...list(refusal), maxItems: FAILED_ATTEMPTS_MAX },
  }),
  additionalProperties: true,
};

export const inspectOperations: readonly Operation[] = [
  {
    id: "listRooms",
    method: "get",
    path: "/v1/rooms",
    tag: "Inspect",
    summary: "The rooms",
    description: "The operator sees all rooms; a key of a feed sees that feed's room.",
    scopes,
    parameters: describeQuery(ROOMS_QUERY, {
      cursor: "The `next` of the previous response.",
      limit: "The maximum number; 100 by default.",
    }),
    success: {
      status: 200,
      description: "Rooms.",
      content: json(object({ rooms: list(object(room)), next: nullable(feedId) })),
    },
    problems: [...keyed.filter((slug) => slug !== "feed-erased" && slug !== "forbidden"), "invalid-request"],
  },
  {
    id: "inspectRoom",
    method: "get",
    path: "/v1/rooms/{feed}",
    tag: "Inspect",
    summary: "Inspect a room",
    description: `\`refusals\` has the newest ${FAILED_ATTEMPTS_MAX} publishes that were refused since the room woke, newest first: of requests whose key is in force, also one of another scope; an expired or revoked key wakes no room. \`problem\` is the last part of the problem's type, \`pointer\` the first place that it names in the body. Of one key it notes ${FAILED_ATTEMPTS_MAX} at once, then one a second.`,
    scopes,
    parameters: [feed],
    success: {
      status: 200,
      description: "Log, archive, connections, rates, bots, and the newest refused publishes.",
      content: json(inspection),
    },
    problems: keyed,
  },
  {
    id: "readTail",
    method: "get",
    path: "/v1/rooms/{feed}/tail",
    tag: "Inspect",
    summary: "The newest events in a room",
    scopes,
    parameters: [feed, ...describeQuery(TAIL_QUERY, { limit: "The maximum number; 50 by default." })],
    success: {
      status: 200,
      description: "Events, oldest first.",
      content: json(object({ epoch, head: seq, oldest: seq, events: list(ref("FeedEvent")) })),
    },
    problems: [...keyed, "invalid-request"],
  },
  {
    id: "listSubscribers",
    method: "get",
    path: "/v1/rooms/{feed}/subscribers",
    tag: "Inspect",
    summary: "Who is connected, and how far behind",
    scopes,
    parameters: [feed],
    success: { status: 200, description: "Connections.", content: json(object({ subscribers: list(anyObject) })) },
    problems: keyed,
  },
  {
    id: "readHealth",
    method: "get",
    path: "/v1/health",
    tag: "About",
    summary: "Health check",
    description: "200 while the database responds and has its tables. The response may be a few seconds old.",
    scopes: [],
    success: { status: 200, description: "It is.", content: json(object({ status: { const: "ok" } })) },
    problems: ["archive-unavailable", "storage-full", "not-set-up"],
  },
  {
    id: "readProblem",
    method: "get",
    path: "/problems/{slug}",
    tag: "About",
    summary: "A problem type, explained",
    scopes: [],
    parameters: [
      {
        name: "slug",
        in: "path",
        required: true,
        description: "The last part of a problem's type.",
        schema: { type: "string", enum: Object.keys(PROBLEMS) },
        example: "id-conflict",
      },
    ],
    success: { status: 200, description: "The explanation.", content: { "text/plain": { schema: text } } },
    problems: ["not-found"],
  },
];
