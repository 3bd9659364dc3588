/**
 * How events are read live, described.
 */
import type { ProblemSlug } from "@fillcast/protocol";
import {
  FEED_PARAMETER as feed,
  KEY_PROBLEMS,
  ROOM_PROBLEMS,
  describeQuery,
  type Operation,
  type Parameter,
} from "../docs/operation.ts";
import { cursorParameter } from "../http/query.ts";
import { START_QUERY, VIEW_QUERY, WISHES_QUERY } from "./wishes.ts";

const keyed: readonly ProblemSlug[] = [...KEY_PROBLEMS, "feed-not-found", ...ROOM_PROBLEMS];
const lastEventId = { type: "string", pattern: cursorParameter.schema.pattern };

const START_WORDS = {
  epoch: "With `after`: the epoch of the position.",
  after: "With `epoch`: continue after this seq.",
  tail: "Begin with this number of newest events.",
  since: "Begin this long ago: 90s, 15m, 2h, 7d.",
};
const VIEW_WORDS = {
  types: "Only these types.",
  bots: "Only these bots.",
  pairs: "Only these pairs.",
  snapshot: "1: send the state first, then its changes with the events.",
};
/** Any: tools take it for the whole text or for one message of it. */
const stream = { description: "Messages, identified by their `event`; PROTOCOL.md §9.2." };

/** One of the ways to begin, each a parameter of its own: of an object that is written in form, every member is one. */
const start: Parameter = {
  name: "start",
  in: "query",
  description:
    "Where to begin: `epoch` and `after` together, or `tail`, or `since`; without any of them, now. Each is a parameter of its own.",
  style: "form",
  explode: true,
  schema: {
    type: "object",
    oneOf: [pick("epoch", "after"), pick("tail"), pick("since")],
  },
  example: { tail: 10 },
};

function pick(...names: readonly (keyof typeof START_QUERY)[]): object {
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => [name, { ...START_QUERY[name].schema, description: START_WORDS[name] }]),
    ),
    required: names,
    additionalProperties: false,
  };
}

export const liveOperations: readonly Operation[] = [
  {
    id: "openSocket",
    method: "get",
    path: "/parties/feed/{feed}",
    tag: "Read",
    summary: "The live socket",
    description:
      "A WebSocket, specified in PROTOCOL.md. A refused socket is accepted, then closed with a code between 4000 and 4999. Without an upgrade the response is 426.",
    scopes: ["subscribe", "ticket", "owner"],
    credentials: ["tokenQuery", "key", "password"],
    parameters: [
      feed,
      {
        name: "v",
        in: "query",
        description: "The protocol's version.",
        schema: { type: "string", enum: ["1"] },
      },
      ...describeQuery(WISHES_QUERY, {
        ...START_WORDS,
        ...VIEW_WORDS,
        ack: "1: flow control. The reader acknowledges, and the server waits for it.",
      }),
    ],
    success: { status: 101, description: "The socket." },
    problems: ["upgrade-required"],
  },
  {
    id: "openEventStream",
    method: "get",
    path: "/v1/feeds/{feed}/sse",
    tag: "Read",
    summary: "The feed as server-sent events",
    description:
      "An event of the feed is a message whose id is its cursor. `welcome`, `snapshot`, `snapshot_part`, `patch`, `caught_up`, `reset`, `presence`, `vitals`, `notice` and `bye` are events of these names. Parameters that are not listed are ignored.",
    scopes: ["subscribe", "ticket", "owner"],
    credentials: ["tokenQuery", "key", "password"],
    parameters: [
      feed,
      {
        name: "Last-Event-ID",
        in: "header",
        description: "Continue after this id; takes precedence over the query.",
        schema: lastEventId,
      },
      {
        name: "last_event_id",
        in: "query",
        description: "The same, for clients that cannot set headers.",
        schema: lastEventId,
      },
      start,
      ...describeQuery(VIEW_QUERY, VIEW_WORDS),
    ],
    success: { status: 200, description: "The stream.", content: { "text/event-stream": { schema: stream } } },
    problems: [...keyed, "invalid-request"],
  },
];
