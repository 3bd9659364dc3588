/**
 * The shape in which every route is described, before it is rendered as OpenAPI or as a page: what it does, for whom, with
 * what, and how it can fail. A description is data. Query parameters come from the route's decoder.
 */
import type { ProblemSlug } from "@fillcast/protocol";
import type { Shape } from "../http/query.ts";

/** JSON Schema, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly example?: unknown;
  /** How an array or an object is written; only where it is no default of OpenAPI. */
  readonly style?: "form";
  readonly explode?: boolean;
}

/** Where a request carries its key. */
export type Credential = "key" | "password" | "keyQuery" | "tokenQuery";

export interface Operation {
  /** For generated clients: a verb and a noun. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With OpenAPI's braces: `/v1/feeds/{feed}/keys`. */
  readonly path: string;
  readonly tag: "Publish" | "Read" | "Manage" | "Inspect" | "About";
  readonly summary: string;
  readonly description?: string;
  /** The scopes that open it, or `admin`; empty where anybody may. */
  readonly scopes: readonly ("publish" | "subscribe" | "ticket" | "inspect" | "owner" | "admin")[];
  /** Default: the header, in either form; empty where the path carries the key. */
  readonly credentials?: readonly Credential[];
  readonly parameters?: readonly Parameter[];
  readonly body?: Content;
  readonly success: Success;
  /** Another answer that is no failure. */
  readonly also?: Success;
  readonly problems: readonly ProblemSlug[];
}

/** What a success says, and its content where it has any. */
export interface Success {
  readonly status: number;
  readonly description: string;
  readonly content?: Content;
  readonly headers?: readonly HeaderName[];
}

export type HeaderName = "ETag" | "X-Fillcast-Head" | "X-Fillcast-Next";

/** By content type. */
export interface Content {
  readonly [contentType: string]: Media;
}
export interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** What any call of a room may meet. */
export const ROOM_PROBLEMS: readonly ProblemSlug[] = [
  "room-overloaded",
  "room-unreachable",
  "room-broken",
  "answer-too-large",
  "storage-full",
  "version-skew",
];

/** What a route that wants a key says to one that does not open it. */
export const KEY_PROBLEMS: readonly ProblemSlug[] = [
  "unauthenticated",
  "rate-limited",
  "credentials-expired",
  "key-revoked",
  "forbidden",
  "wrong-scope",
];

/** The id of a feed in the path. */
export const FEED_PARAMETER: Parameter = {
  name: "feed",
  in: "path",
  required: true,
  description: "The feed's id.",
  // Without an example: a tool that tries them all would erase that feed, and then ask for it.
  schema: { type: "string", minLength: 1 },
};

/** The parameters that a decoder reads, each with its words; a list of names is one text, separated by commas. */
export function describeQuery<Of extends Shape>(
  shape: Of,
  words: { readonly [Name in keyof Of]: string },
): readonly Parameter[] {
  return Object.entries(shape).map(([name, { schema }]) => ({
    name,
    in: "query",
    description: words[name]!,
    schema,
    ...(schema.type === "array" ? ({ style: "form", explode: false } as const) : {}),
  }));
}

/** A component of the document. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object that always has these members; answers may gain others. */
export function object(properties: { readonly [name: string]: JsonSchema }): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}

/** The same of a type of protocol, whose members are all here; those in `optional` may be absent. */
export function objectOf<Of>(
  properties: { readonly [Name in keyof Required<Of>]: JsonSchema },
  optional: readonly (keyof Of)[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name as keyof Of));
  return { type: "object", properties, required };
}

export function list(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

export function nullable(schema: JsonSchema): JsonSchema {
  return typeof schema.type === "string" ? { ...schema, type: [schema.type, "null"] } : { anyOf: [schema, NULL] };
}

const NULL: JsonSchema = { type: "null" };

export const text: JsonSchema = { type: "string" };
export const integer: JsonSchema = { type: "integer" };
export const flag: JsonSchema = { type: "boolean" };
export const optionalText: JsonSchema = nullable(text);
export const optionalInteger: JsonSchema = nullable(integer);
export const json = (schema: JsonSchema): Content => ({ "application/json": { schema } });
