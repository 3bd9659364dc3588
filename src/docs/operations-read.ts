/**
 * How events are read, described: live, as pages, and as what follows from them.
 */
import type { ProblemSlug } from "@fillcast/protocol";
import { json, list, object, optionalText, ref, text, type Operation, type Parameter } from "./operation.ts";

const feed: Parameter = { name: "feed", in: "path", required: true, description: "The feed's id." };
const query = (name: string, description: string): Parameter => ({ name, in: "query", description });
const start: readonly Parameter[] = [
  query("token", "A key or a ticket, where no header can be set."),
  query("epoch", "With `after`: the life of the log that the position belongs to."),
  query("after", "With `epoch`: continue after this seq."),
  query("tail", "Begin with the newest so many events, up to 10000."),
  query("since", "Begin so long ago: 90s, 15m, 2h, 7d."),
  query("types", "Only these types, separated by commas."),
  query("bots", "Only these bots."),
  query("pairs", "Only these pairs."),
  query("snapshot", "1: the state first, then its changes with the events."),
];
const filters: readonly Parameter[] = [
  query("bot", "Only these bots, separated by commas."),
  query("pair", "Only these pairs."),
  query("from", "Not before: ms since 1970, or ISO 8601."),
  query("to", "Not after: ms since 1970, or ISO 8601."),
  query("limit", "At most so many, up to 1000."),
];
const keyed: readonly ProblemSlug[] = [
  "unauthenticated",
  "credentials-expired",
  "key-revoked",
  "forbidden",
  "wrong-scope",
  "invalid-request",
  "feed-not-found",
  "room-overloaded",
];
const archived: readonly ProblemSlug[] = [...keyed, "archive-unavailable"];
const state = { type: "object", description: "Bots, trades, totals, days and locks: PROTOCOL.md." };

export const readOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/parties/feed/{feed}",
    tag: "Read",
    summary: "The live socket",
    description:
      "A WebSocket; PROTOCOL.md is its law. What is refused is accepted and closed with a code between 4000 and 4999. Without an upgrade the answer is 426.",
    scopes: ["subscribe", "ticket", "owner"],
    parameters: [
      feed,
      query("v", "The protocol's version: 1."),
      ...start,
      query("ack", "1: the reader acknowledges, and is never sent more than it can take."),
    ],
    success: { status: 101, description: "The socket." },
    problems: ["upgrade-required"],
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/sse",
    tag: "Read",
    summary: "The feed as server-sent events",
    description:
      "An event of the feed is a message whose id is its cursor. `welcome`, `snapshot`, `patch`, `caught_up`, `reset`, `presence` and `bye` are events of these names.",
    scopes: ["subscribe", "ticket", "owner"],
    parameters: [
      feed,
      { name: "Last-Event-ID", in: "header", description: "Continue after this id; wins over the address." },
      query("last_event_id", "The same, where no header can be set."),
      ...start,
    ],
    success: { status: 200, description: "The stream.", content: { "text/event-stream": text } },
    problems: keyed,
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/events",
    tag: "Read",
    summary: "The log, archive and tail as one",
    description:
      "A filtered answer may hold few events and still have a `next`; only `next: null` is the end. `Accept: application/x-ndjson` streams lines.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      query("after", "Cursor: events after it."),
      query("before", "Cursor: events before it, newest first."),
      query("type", "Only these types."),
      ...filters,
    ],
    success: {
      status: 200,
      description: "Events.",
      content: json(object({ events: list(ref("FeedEvent")), next: optionalText, head: text })),
    },
    problems: [...archived, "position-expired"],
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/pages/{page}",
    tag: "Read",
    summary: "A sealed page of 512 events",
    description: "Immutable: may be cached for ever. A copy by name is not, and may be of an open page.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      { name: "page", in: "path", required: true, description: "From 1." },
      query("epoch", "The life of the log; the present one where it is left out."),
      query("copy", "room or archive: that copy as it is, to verify it."),
    ],
    success: { status: 200, description: "The page.", content: json({ type: "object" }) },
    problems: [...archived, "page-not-found"],
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/records",
    tag: "Read",
    summary: "The archive's records with their chain",
    description: "Streams lines of JSON: a copy of the log that proves itself, PROTOCOL.md §10.3.",
    scopes: ["subscribe", "owner"],
    parameters: [feed, query("page", "The page to begin with, from 1.")],
    success: { status: 200, description: "Lines.", content: { "application/x-ndjson": text } },
    problems: archived,
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/trades",
    tag: "Read",
    summary: "The ledger of trades",
    description: "`Accept: text/csv` or `application/x-ndjson` exports it whole where no limit is given.",
    scopes: ["subscribe", "owner"],
    parameters: [
      feed,
      query("status", "Only pending, open, closed, cancelled, orphaned."),
      query("cursor", "Where the answer before it ended."),
      ...filters,
    ],
    success: {
      status: 200,
      description: "Trades, as PROTOCOL.md describes them.",
      content: { ...json(object({ trades: list({ type: "object" }), next: optionalText })), "text/csv": text },
    },
    problems: archived,
  },
  {
    method: "get",
    path: "/v1/feeds/{feed}/summary",
    tag: "Read",
    summary: "The state, with its position",
    description: "At most a minute old; a socket can continue from its position.",
    scopes: ["subscribe", "owner"],
    parameters: [feed],
    success: {
      status: 200,
      description: "The state.",
      content: json(object({ epoch: text, seq: { type: "integer" }, at: { type: "integer" }, state })),
    },
    problems: keyed,
  },
];
