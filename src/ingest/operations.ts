/**
 * How events come in, described.
 */
import { BATCH_MAX_EVENTS, BODY_MAX_BYTES, EVENT_ID_MAX_CHARS, EVENT_MAX_BYTES } from "@fillcast/protocol";
import type { ProblemSlug } from "@fillcast/protocol";
import {
  ROOM_PROBLEMS,
  flag,
  integer,
  json,
  list,
  object,
  optionalInteger,
  optionalText,
  ref,
  text,
  type Operation,
  type Parameter,
} from "../docs/operation.ts";
import { epoch } from "../docs/schemas.ts";
import type { Source } from "./source.ts";
import { SOURCES } from "./sources/all.ts";

const taken = { id: text, seq: { ...optionalInteger, description: "null for a heartbeat." }, duplicate: flag };
const single = object({ status: { const: "ok" }, ...taken });
const batch = object({
  status: { const: "ok" },
  epoch,
  accepted: integer,
  duplicates: integer,
  events: list(object(taken)),
});
const lenient = object({
  status: { type: "string", enum: ["ok", "partial"] },
  epoch,
  accepted: integer,
  duplicates: integer,
  refused: integer,
  events: list({ anyOf: [object(taken), object({ problem: ref("Problem") })] }),
});
/** At `/v1/relay` these are about one item, and in its answer. */
const OF_ITEMS: ReadonlySet<ProblemSlug> = new Set(["malformed-json"]);
const keyed: readonly ProblemSlug[] = [
  "unauthenticated",
  "credentials-expired",
  "key-revoked",
  "wrong-scope",
  "feed-not-found",
  "empty-body",
  "malformed-body",
  "malformed-json",
  "unsupported-media-type",
  "body-too-large",
  "rate-limited",
  ...ROOM_PROBLEMS,
  "archive-behind",
];
const keyInPath: Parameter = {
  name: "key",
  in: "path",
  required: true,
  description: "The key.",
  schema: { type: "string", minLength: 1 },
  example: "eyJhbGciOiJIUzI1NiJ9",
};

/** An event about a trade, and any other one. */
const published = [ref("PublishedTrade"), ref("PublishedEvent")];

/** A source's two addresses: the key in a header or the query, and the key in the path. */
function describeWebhook({ name, description: { id, parameters = [], ...own } }: Source): readonly Operation[] {
  const shared = {
    ...own,
    problems: [...keyed, ...own.problems],
    method: "post",
    tag: "Publish",
    scopes: ["publish", "owner"],
    success: { status: 200, description: "Stored.", content: json(single) },
  } as const;
  return [
    { ...shared, id, path: `/v1/webhooks/${name}`, parameters, credentials: ["key", "password", "keyQuery"] },
    {
      ...shared,
      id: `${id}ByPath`,
      path: `/v1/webhooks/${name}/{key}`,
      summary: `${own.summary}, with the key in the path`,
      credentials: [],
      parameters: [keyInPath, ...parameters],
    },
  ];
}

export const publishOperations: readonly Operation[] = [
  {
    id: "publishEvents",
    method: "post",
    path: "/v1/events",
    tag: "Publish",
    summary: "Publish one event, a batch, or lines",
    description: `An object is one event, an array or NDJSON a batch of up to ${BATCH_MAX_EVENTS}, stored completely or not at all. An event can have at most ${EVENT_MAX_BYTES} bytes, a body ${BODY_MAX_BYTES}. The same id with the same body is stored once. The members of an order, a fill or a cancellation are typed (PublishedTrade). Secrets (\`key\`, \`token\`, \`secret\` and the like) are stored as \`•••\`. JSON that \`curl -d\` declares as a form is accepted.`,
    scopes: ["publish", "owner"],
    parameters: [
      {
        name: "Idempotency-Key",
        in: "header",
        description:
          "The id of a single event without an id; in a batch, followed by `:` and the event's index. UTF-8; this pattern shows the ASCII part.",
        schema: {
          type: "string",
          pattern: "^[!-~](?:[ -~]*[!-~])?$",
          minLength: 1,
          maxLength: EVENT_ID_MAX_CHARS,
        },
        example: "order-1",
      },
      {
        name: "Prefer",
        in: "header",
        schema: text,
        example: "handling=lenient",
        description:
          "`handling=lenient` stores the valid events of a batch and returns a `problem` for each of the others; the response has `Preference-Applied: handling=lenient`.",
      },
    ],
    body: {
      "application/json": {
        schema: { anyOf: [...published, { ...list({ anyOf: published }), minItems: 1 }] },
        example: { id: "order-1", type: "signal", pair: "BTC/USDT", data: { price: "67000.50" } },
      },
      "application/x-ndjson": { schema: { type: "string", minLength: 1, description: "One event per line." } },
    },
    success: {
      status: 200,
      description: "Stored. A single event returns its id and seq, anything else a batch result.",
      content: json({ anyOf: [single, batch, lenient] }),
    },
    problems: [
      ...keyed,
      "identity-mismatch",
      "id-conflict",
      "batch-too-large",
      "event-too-large",
      "invalid-event",
      "invalid-request",
    ],
  },
  {
    id: "publishRelayed",
    method: "post",
    path: "/v1/relay",
    tag: "Publish",
    summary: "Publish what a relay took",
    description: `One item per line, up to ${BATCH_MAX_EVENTS}: \`{"id", "bot", "at", "event"}\` with an event as at \`/v1/events\`, or \`{"id", "bot", "at", "webhook", "contentType", "body"}\` with the body that a bot posted to a webhook (${SOURCES.map(({ name }) => `\`${name}\``).join(", ")}); \`"encoding": "base64"\` if it is no text. Each item has its own answer, in the same order, and a bad one holds up no other. The same id with the same body is stored once, and equal bodies with two ids are two events. \`at\` becomes the event's \`ts\`. A key without a bot may name any. A body of ${BODY_MAX_BYTES} bytes may come with \`Content-Encoding: gzip\`.`,
    scopes: ["publish", "owner"],
    body: {
      "application/x-ndjson": { schema: { type: "string", minLength: 1, description: "One item per line." } },
    },
    success: {
      status: 200,
      description: "An entry for each item: stored, a heartbeat, or refused.",
      content: json(
        object({
          status: { const: "ok" },
          events: list({
            anyOf: [
              object({ id: text, seq: integer, duplicate: flag }),
              object({ id: text, heartbeat: { const: true } }),
              object({ id: optionalText, problem: ref("Problem") }),
            ],
          }),
        }),
      ),
    },
    problems: [...keyed.filter((slug) => !OF_ITEMS.has(slug)), "batch-too-large"],
  },
  ...SOURCES.flatMap(describeWebhook),
];
