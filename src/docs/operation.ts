/**
 * How a route is described, before it is rendered as OpenAPI or as a page: what it does, for whom, with what, and how it can
 * fail. One shape for all, so that a description is data.
 */
import type { ProblemSlug } from "@fillcast/protocol";

/** JSON Schema, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  readonly required?: boolean;
}

export interface Operation {
  readonly method: "get" | "post" | "delete";
  /** With OpenAPI's braces: `/v1/feeds/{feed}/keys`. */
  readonly path: string;
  readonly tag: "Publish" | "Read" | "Manage" | "Inspect" | "About";
  readonly summary: string;
  readonly description?: string;
  /** The scopes that open it, or `admin`; empty where anybody may. */
  readonly scopes: readonly ("publish" | "subscribe" | "ticket" | "inspect" | "owner" | "admin")[];
  readonly parameters?: readonly Parameter[];
  /** By content type; a `$ref` names a component. */
  readonly body?: { readonly [contentType: string]: JsonSchema };
  /** What a success says, and its JSON where it has any. */
  readonly success: { readonly status: number; readonly description: string; readonly content?: Content };
  readonly problems: readonly ProblemSlug[];
}

/** By content type. */
export interface Content {
  readonly [contentType: string]: JsonSchema;
}

/** A component of the document. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object that always has these members. */
export function object(properties: { readonly [name: string]: JsonSchema }): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}

export function list(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

export const text: JsonSchema = { type: "string" };
export const integer: JsonSchema = { type: "integer" };
export const flag: JsonSchema = { type: "boolean" };
export const optionalText: JsonSchema = { type: ["string", "null"] };
export const optionalInteger: JsonSchema = { type: ["integer", "null"] };
export const json = (schema: JsonSchema): Content => ({ "application/json": schema });
