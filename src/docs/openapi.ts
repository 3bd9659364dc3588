/**
 * The API as OpenAPI 3.1, made from the descriptions and from the schemas that validate requests. It is made when the Worker
 * is built (scripts/build.ts): but for the texts beside the webhooks' sources, neither its texts nor what turns schemas into JSON are in the Worker.
 */
import * as z from "zod/mini";
import { PROBLEMS, type ProblemSlug } from "@fillcast/protocol";
import {
  addDestinationSchema,
  changeDestinationSchema,
  chatsSchema,
  renewDestinationSchema,
} from "../alerts/schema.ts";
import { changeFeedSchema, createFeedSchema, dismissalSchema, issueKeySchema, modeSchema } from "../feeds/schema.ts";
import { settingsSchema } from "../feeds/settings-schema.ts";
import { eventSchema, tradeEventSchema } from "../ingest/schema.ts";
import { DESTINATION_SCHEMAS } from "./destination-schemas.ts";
import { makeShareSchema } from "../share/schema.ts";
import { operations } from "./operations.ts";
import {
  ref,
  text,
  type Content,
  type Credential,
  type HeaderName,
  type JsonSchema,
  type Operation,
  type Success,
} from "./operation.ts";
import { READ_SCHEMAS, cursor } from "./schemas.ts";

const VERSION = "0.1.0";

const TAGS: { readonly [tag in Operation["tag"]]: string } = {
  Publish: "Publish events.",
  Read: "Read events: live, as pages, and as trades and state.",
  Manage: "Manage feeds, keys and tickets.",
  Inspect: "Diagnostics for operators.",
  About: "Public endpoints.",
};

/** The whole document. */
export function createOpenapi(): JsonSchema {
  const paths: { [path: string]: { [method: string]: JsonSchema } } = {};
  for (const operation of operations) {
    // OpenAPI knows requests and answers; a socket is neither, and a tool that calls it as a GET would be refused.
    const name = operation.success.status === 101 ? "x-websocket" : operation.method;
    (paths[operation.path] ??= {})[name] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Fillcast",
      version: VERSION,
      description:
        "Trade events from trading bots to every dashboard of their owner. Errors are problem details (RFC 9457), identified by `type`. Responses may gain members. `x-websocket` describes the live socket; PROTOCOL.md specifies it.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The server of this document." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      headers: Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [toComponent(name), header])),
      schemas: {
        PublishedTrade: toSchema(tradeEventSchema),
        PublishedEvent: toSchema(eventSchema),
        CreateFeed: toSchema(createFeedSchema),
        ChangeFeed: toSchema(changeFeedSchema),
        DismissTrade: toSchema(dismissalSchema),
        IssueKey: toSchema(issueKeySchema),
        MakeShare: toSchema(makeShareSchema),
        SetMode: toSchema(modeSchema),
        ChangeSettings: toSchema(settingsSchema),
        AddDestination: toSchema(addDestinationSchema),
        ChangeDestination: toSchema(changeDestinationSchema),
        RenewDestination: toSchema(renewDestinationSchema),
        FindTelegramChats: toSchema(chatsSchema),
        ...READ_SCHEMAS,
        ...DESTINATION_SCHEMAS,
      },
    },
  };
}

const SECURITY_SCHEMES: { readonly [name in Credential]: JsonSchema } = {
  key: { type: "http", scheme: "bearer", description: "A key of a feed, or the operator's token." },
  password: {
    type: "http",
    scheme: "basic",
    description: "A key as the password; the user name is ignored.",
  },
  keyQuery: {
    type: "apiKey",
    in: "query",
    name: "key",
    description: "A key, for senders that cannot set headers.",
  },
  tokenQuery: {
    type: "apiKey",
    in: "query",
    name: "token",
    description: "A key or a ticket, for browsers, which cannot set headers.",
  },
};

const HEADERS: { readonly [name: string]: JsonSchema } = {
  "X-Request-Id": { description: "The request's id: the one you sent, else a new one.", schema: text },
  "Retry-After": { description: "Seconds to wait before a retry.", schema: { type: "integer", minimum: 0 } },
  Allow: { description: "The methods that this URL accepts.", schema: text },
  ETag: { description: "A sealed page's, whose content never changes, or the version of the settings.", schema: text },
  "X-Fillcast-Head": { description: "The end of the log when the response began: a cursor.", schema: cursor },
  "X-Fillcast-Next": { description: "Where to continue if the response is incomplete.", schema: text },
} satisfies { readonly [name in HeaderName]: JsonSchema } & { readonly [name: string]: JsonSchema };

function describe(operation: Operation): JsonSchema {
  const { id, tag, summary, description, scopes, parameters, body, success, also } = operation;
  const successes = [success, ...(also === undefined ? [] : [also])];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: toSecurity(operation),
    ...(scopes.length === 0 ? {} : { "x-scopes": scopes }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      ...Object.fromEntries(successes.map((each) => [each.status, toResponse(each)])),
      ...toProblemResponses(allProblems(operation)),
    },
  };
}

function toSecurity({ scopes, credentials = ["key", "password"] }: Operation): readonly JsonSchema[] {
  return scopes.length === 0 ? [] : credentials.map((name) => ({ [name]: [] }));
}

function toResponse({ description, content, headers = [] }: Success): JsonSchema {
  return {
    description,
    headers: toHeaders(["X-Request-Id", ...headers]),
    ...(content === undefined ? {} : { content }),
  };
}

function toHeaders(names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${toComponent(name)}` }]));
}

/** A header's name without its dashes, as a generator can make an identifier of it. */
function toComponent(header: string): string {
  return header.replaceAll("-", "");
}

/** Those of the route, and what every address may say. */
export function allProblems({ path, problems, success }: Operation): readonly ProblemSlug[] {
  if (success.status === 101) return problems;
  const isApi = path.startsWith("/v1/");
  const isLenient = /\/(?:webhooks\/|sse$)/.test(path);
  const everywhere: ProblemSlug[] = ["method-not-allowed", "internal", "not-set-up"];
  return [...new Set([...problems, ...everywhere, ...(isApi && !isLenient ? (["unknown-parameter"] as const) : [])])];
}

/** One response for each status: the slugs that have it share it. */
function toProblemResponses(slugs: readonly ProblemSlug[]): { [status: string]: JsonSchema } {
  const byStatus = Map.groupBy(slugs, (slug) => PROBLEMS[slug].status);
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, toProblemResponse(status, names)]));
}

function toProblemResponse(status: number, names: readonly ProblemSlug[]): JsonSchema {
  const waits = names.some((name) => PROBLEMS[name].retryable);
  const headers = ["X-Request-Id", ...(waits ? ["Retry-After"] : []), ...(status === 405 ? ["Allow"] : [])];
  const content: Content = { "application/problem+json": { schema: ref("Problem") } };
  return { description: names.join(", "), headers: toHeaders(headers), content };
}

function toSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return rest;
}
