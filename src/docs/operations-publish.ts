/**
 * How events come in, described.
 */
import { BATCH_MAX_EVENTS, BODY_MAX_BYTES, EVENT_MAX_BYTES } from "@fillcast/protocol";
import type { ProblemSlug } from "@fillcast/protocol";
import { flag, integer, json, list, object, optionalInteger, ref, text, type Operation } from "./operation.ts";

const taken = { id: text, seq: optionalInteger, duplicate: flag };
const single = object({ status: { const: "ok" }, ...taken });
const batch = object({
  status: { const: "ok" },
  epoch: text,
  accepted: integer,
  duplicates: integer,
  events: list(object(taken)),
});
const keyed: readonly ProblemSlug[] = [
  "unauthenticated",
  "credentials-expired",
  "key-revoked",
  "wrong-scope",
  "feed-not-found",
  "empty-body",
  "malformed-json",
  "unsupported-media-type",
  "body-too-large",
  "event-too-large",
  "room-overloaded",
  "archive-behind",
];
const anyText = { type: "string" };
const anyObject = { type: "object", additionalProperties: true };
const keyInPath = { name: "key", in: "path", required: true, description: "The key." } as const;
const keyInQuery = { name: "key", in: "query", description: "The key, where a sender can set no header." } as const;

const freqtrade = {
  method: "post",
  tag: "Publish",
  description:
    "Takes `json`, `form` and `raw`. None, True and False become null, true and false, dates become UTC, numbers stay the strings that the bot wrote, and every field is kept. The same body within minutes is a retry and is stored once.",
  scopes: ["publish", "owner"],
  body: { "application/json": anyObject, "application/x-www-form-urlencoded": anyObject, "text/plain": anyText },
  success: { status: 200, description: "Stored.", content: json(single) },
  problems: [...keyed, "invalid-body"],
} as const;

const tradingview = {
  method: "post",
  tag: "Publish",
  description: "A JSON object keeps its members and may name a type; text becomes a signal.",
  scopes: ["publish", "owner"],
  body: { "application/json": anyObject, "text/plain": anyText },
  success: { status: 200, description: "Stored.", content: json(single) },
  problems: keyed,
} as const;

export const publishOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/events",
    tag: "Publish",
    summary: "Publish one event, a batch, or lines",
    description: `An object is one event, an array or NDJSON a batch of up to ${BATCH_MAX_EVENTS}, stored whole or not at all. An event has at most ${EVENT_MAX_BYTES} bytes, a body ${BODY_MAX_BYTES}. The same id with the same body is stored once.`,
    scopes: ["publish", "owner"],
    parameters: [
      {
        name: "Idempotency-Key",
        in: "header",
        description: "The id of a single event without one; in a batch, followed by `:` and the event's index.",
      },
    ],
    body: {
      "application/json": { oneOf: [ref("PublishedEvent"), list(ref("PublishedEvent"))] },
      "application/x-ndjson": anyText,
    },
    success: {
      status: 200,
      description: "Stored. A single event is answered with its id and seq, anything else as a batch.",
      content: json({ oneOf: [single, batch] }),
    },
    problems: [
      ...keyed,
      "malformed-body",
      "invalid-request",
      "identity-mismatch",
      "id-conflict",
      "batch-too-large",
      "invalid-event",
    ],
  },
  { ...freqtrade, path: "/v1/webhooks/freqtrade", summary: "What Freqtrade posts", parameters: [keyInQuery] },
  {
    ...freqtrade,
    path: "/v1/webhooks/freqtrade/{key}",
    summary: "What Freqtrade posts, with the key in the path",
    parameters: [keyInPath],
  },
  { ...tradingview, path: "/v1/webhooks/tradingview", summary: "An alert of TradingView", parameters: [keyInQuery] },
  {
    ...tradingview,
    path: "/v1/webhooks/tradingview/{key}",
    summary: "An alert of TradingView, with the key in the path",
    parameters: [keyInPath],
  },
];
