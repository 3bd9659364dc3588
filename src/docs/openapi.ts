/**
 * The API as OpenAPI 3.1, made once from the descriptions and from the schemas that validate requests.
 */
import * as z from "zod/mini";
import { PROBLEMS, type ProblemSlug } from "@fillcast/protocol";
import { createFeedSchema, issueKeySchema } from "../feeds/schema.ts";
import { eventSchema } from "../ingest/schema.ts";
import { operations } from "./operations.ts";
import { list, object, ref, text, type JsonSchema, type Operation } from "./operation.ts";

const VERSION = "0.1.0";

/** The whole document. */
export function createOpenapi(): JsonSchema {
  const paths: { [path: string]: { [method: string]: JsonSchema } } = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Fillcast",
      version: VERSION,
      description:
        "Trade events from trading bots to every dashboard of their owner. Errors are problem details (RFC 9457), told apart by `type`.",
    },
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key of a feed, or the operator's token." },
        password: {
          type: "http",
          scheme: "basic",
          description: "A key as the password; the user name does not matter.",
        },
      },
      schemas: {
        PublishedEvent: toSchema(eventSchema),
        CreateFeed: toSchema(createFeedSchema),
        IssueKey: toSchema(issueKeySchema),
        FeedEvent: feedEvent,
        Problem: problem,
      },
    },
  };
}

const feedEvent: JsonSchema = {
  type: "object",
  description:
    "An event as delivered: `at` is the room's clock, `ts` the producer's, `seq` gapless from 1. Money is a string.",
  properties: {
    id: text,
    seq: { type: "integer" },
    type: text,
    bot: text,
    source: { enum: ["api", "freqtrade", "tradingview", "fillcast"] },
    mode: { enum: ["live", "dry"] },
    ts: { type: "integer" },
    at: { type: "integer" },
    pair: text,
    trade: {
      type: "object",
      properties: { id: text, pair: text, direction: { enum: ["long", "short"] }, openedAt: text },
      required: ["id"],
    },
    edge: { type: "object", properties: { colo: text, country: text, at: { type: "integer" } }, required: ["at"] },
    data: { type: "object", additionalProperties: true },
  },
  required: ["id", "seq", "type", "bot", "source", "at", "data"],
};

const problem: JsonSchema = {
  type: "object",
  properties: {
    type: { type: "string", enum: Object.keys(PROBLEMS).map((slug) => `/problems/${slug}`) },
    title: text,
    status: { type: "integer" },
    detail: text,
    instance: { type: "string", description: "The request's id, as in X-Request-Id." },
    errors: list(object({ pointer: text, detail: text })),
  },
  required: ["type", "title", "status", "detail", "instance"],
  additionalProperties: true,
};

function describe({ tag, summary, description, scopes, parameters, body, success, problems }: Operation): JsonSchema {
  return {
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: scopes.length === 0 ? [] : [{ key: [] }, { password: [] }],
    ...(scopes.length === 0 ? {} : { "x-scopes": scopes }),
    ...(parameters === undefined
      ? {}
      : { parameters: parameters.map((parameter) => ({ ...parameter, schema: text })) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: toContent(body) } }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.content === undefined ? {} : { content: toContent(success.content) }),
      },
      ...toProblemResponses(problems),
    },
  };
}

/** One response for each status: the slugs that have it share it. */
function toProblemResponses(slugs: readonly ProblemSlug[]): { [status: string]: JsonSchema } {
  const byStatus = Map.groupBy(slugs, (slug) => PROBLEMS[slug].status);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      { description: names.join(", "), content: { "application/problem+json": { schema: ref("Problem") } } },
    ]),
  );
}

function toContent(byType: { readonly [contentType: string]: JsonSchema }): JsonSchema {
  return Object.fromEntries(Object.entries(byType).map(([contentType, schema]) => [contentType, { schema }]));
}

function toSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return rest;
}
