/**
 * The parameters of the reading routes: one schema each, from text to values. What is not one of the documented forms is
 * refused by name.
 */
import { FILTER_MAX_NAMES, decodeCursor, parseSeq } from "@fillcast/protocol";
import * as z from "zod";
import type { Refused } from "../../parties/feed/rpc.ts";
import { refuse } from "../http/problem.ts";

/** Of events or trades in one answer. */
export const LIMIT_MAX = 1_000;
export const LIMIT_DEFAULT = 100;

/** A position in the log. */
export const cursorParameter = parsed(
  decodeCursor,
  "must be a cursor as the server gave it, e.g. 0mwuacao0_0000000000000512",
);

export const limitParameter = parsed((text) => {
  const limit = parseSeq(text);
  return limit === null || limit < 1 || limit > LIMIT_MAX ? null : limit;
}, `must be a whole number from 1 to ${LIMIT_MAX}`);

/** ms since 1970. */
export const instantParameter = parsed(
  parseInstant,
  "must be ms since 1970, or an ISO 8601 instant, e.g. 2026-03-01T12:00:00Z",
);

/** Names, separated by commas, in one parameter or several. */
export const namesParameter = z
  .array(z.string())
  .transform((texts) => texts.flatMap((text) => text.split(",")).filter((name) => name !== ""))
  .refine((names) => names.length <= FILTER_MAX_NAMES, `must have at most ${FILTER_MAX_NAMES} names`)
  // A parameter without a name is none: a form that was left empty.
  .transform((names) => (names.length === 0 ? undefined : names));

/** A parameter of one documented form; `parse` answers null for anything else. */
export function parsed<Value>(parse: (text: string) => Value | null, message: string) {
  return z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+ -]\d{2}:\d{2})?)?$/;

/** ms, or ISO 8601; without a zone it is UTC, as everywhere here. A `+` that arrived as a space is one. */
function parseInstant(text: string): number | null {
  const ms = parseSeq(text);
  if (ms !== null) return ms;
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, day, time = "00:00", zone = "Z"] = match;
  const instant = Date.parse(`${day}T${time}${zone.replace(" ", "+")}`);
  return Number.isNaN(instant) || instant < 0 ? null : instant;
}

/** The parameters as the schema has them, or what is wrong with the first one; lists are given whole, of others the first. */
export function readQuery<Shape extends z.ZodRawShape>(
  query: URLSearchParams,
  schema: z.ZodObject<Shape>,
): { readonly kind: "query"; readonly value: z.output<z.ZodObject<Shape>> } | Refused {
  const given = Object.keys(schema.shape)
    .filter((name) => query.has(name))
    .map((name) => [name, LISTS.has(name) ? query.getAll(name) : query.get(name)]);
  const checked = schema.safeParse(Object.fromEntries(given));
  if (checked.success) return { kind: "query", value: checked.data };
  const [issue] = checked.error.issues;
  return refuse("invalid-request", `The parameter ${String(issue!.path[0])} ${issue!.message}.`);
}

const LISTS: ReadonlySet<string> = new Set(["type", "bot", "pair", "status"]);
