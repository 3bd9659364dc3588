/**
 * What operators look at, described, and what anybody may.
 */
import { PROBLEMS, type ProblemSlug } from "@fillcast/protocol";
import { REFUSALS_MAX } from "../../parties/feed/rpc.ts";
import { integer, json, list, object, optionalText, ref, text, type Operation, type Parameter } from "./operation.ts";

const feed: Parameter = { name: "feed", in: "path", required: true, description: "The feed's id." };
const anyObject = { type: "object", additionalProperties: true };
const scopes = ["inspect", "owner", "admin"] as const;
const keyed: readonly ProblemSlug[] = [
  "unauthenticated",
  "credentials-expired",
  "key-revoked",
  "forbidden",
  "wrong-scope",
  "feed-not-found",
  "feed-erased",
  "room-overloaded",
  "archive-unavailable",
];

/** A publish that was refused. */
const refusal = object({
  at: integer,
  keyId: text,
  bot: optionalText,
  status: integer,
  problem: { enum: Object.keys(PROBLEMS) },
  pointer: optionalText,
  detail: text,
});
const inspection = {
  ...object({ refusals: { ...list(refusal), maxItems: REFUSALS_MAX } }),
  additionalProperties: true,
};

export const inspectOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/v1/rooms",
    tag: "Inspect",
    summary: "The rooms",
    description: "The operator sees all, a key of a feed sees that feed's.",
    scopes,
    parameters: [
      { name: "cursor", in: "query", description: "Where the answer before it ended." },
      { name: "limit", in: "query", description: "At most so many." },
    ],
    success: {
      status: 200,
      description: "Rooms.",
      content: json(object({ rooms: list(anyObject), next: optionalText })),
    },
    problems: keyed,
  },
  {
    method: "get",
    path: "/v1/rooms/{feed}",
    tag: "Inspect",
    summary: "A room from inside",
    description: `\`refusals\` has the newest ${REFUSALS_MAX} publishes that were refused since the room woke, newest first: of requests whose key has a good signature, also one that is over, revoked or of another scope. \`problem\` is the last part of the problem's type, \`pointer\` the first place that it names in the body. Of one key ${REFUSALS_MAX} at once are told, then one a second.`,
    scopes,
    parameters: [feed],
    success: {
      status: 200,
      description: "Log, archive, connections, rates, bots, and the last publishes that were refused.",
      content: json(inspection),
    },
    problems: keyed,
  },
  {
    method: "get",
    path: "/v1/rooms/{feed}/tail",
    tag: "Inspect",
    summary: "The newest events that a room holds",
    scopes,
    parameters: [feed, { name: "limit", in: "query", description: "At most so many." }],
    success: {
      status: 200,
      description: "Events, oldest first.",
      content: json(object({ events: list(ref("FeedEvent")) })),
    },
    problems: [...keyed, "invalid-request"],
  },
  {
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
    method: "get",
    path: "/v1/health",
    tag: "About",
    summary: "Whether it is up",
    scopes: [],
    success: { status: 200, description: "It is.", content: json(object({ status: { const: "ok" } })) },
    problems: [],
  },
  {
    method: "get",
    path: "/problems/{slug}",
    tag: "About",
    summary: "What a problem's type means",
    scopes: [],
    parameters: [{ name: "slug", in: "path", required: true, description: "The last part of a problem's type." }],
    success: { status: 200, description: "In plain words.", content: { "text/plain": text } },
    problems: ["not-found"],
  },
  {
    method: "get",
    path: "/openapi.json",
    tag: "About",
    summary: "This description, for machines",
    scopes: [],
    success: { status: 200, description: "OpenAPI 3.1.", content: json(anyObject) },
    problems: [],
  },
  {
    method: "get",
    path: "/docs",
    tag: "About",
    summary: "This description, for people",
    scopes: [],
    success: { status: 200, description: "A page.", content: { "text/html": text } },
    problems: [],
  },
];
