/**
 * The parameters of the reading routes, from text to values. What is not one of the documented forms is refused by name;
 * what is not known is left alone.
 */
import { FILTER_MAX_NAMES, decodeCursor, parseSeq } from "@fillcast/protocol";
import { refuse, type Refused } from "../../parties/feed/rpc.ts";

/** Of events or trades in one answer. */
export const LIMIT_MAX = 1_000;
export const LIMIT_DEFAULT = 100;

/** One parameter: its value for what was given, at least once; undefined where that is as good as nothing, null where it is no such thing. */
export interface Parameter<Value> {
  readonly parse: (given: readonly string[]) => Value | undefined | null;
  /** Completes "The parameter <name> …". */
  readonly message: string;
}

export interface Shape {
  readonly [name: string]: Parameter<unknown>;
}

/** The values of those parameters that were given. */
export type Query<Of extends Shape> = {
  readonly [Name in keyof Of]?: Of[Name] extends Parameter<infer Value> ? Value : never;
};

/** The parameters as the shape has them, or what is wrong with the first one. */
export function readQuery<Of extends Shape>(
  query: URLSearchParams,
  shape: Of,
): { readonly kind: "query"; readonly value: Query<Of> } | Refused {
  const values: [string, unknown][] = [];
  for (const [name, { parse, message }] of Object.entries(shape)) {
    if (!query.has(name)) continue;
    const value = parse(query.getAll(name));
    if (value === null) return refuse("invalid-request", `The parameter ${name} ${message}.`);
    if (value !== undefined) values.push([name, value]);
  }
  return { kind: "query", value: Object.fromEntries(values) as Query<Of> };
}

/** A parameter of one documented form; of several the first counts. */
export function oneOf<Value>(parse: (text: string) => Value | null, message: string): Parameter<Value> {
  return { parse: ([text]) => parse(text!), message };
}

/** A position in the log. */
export const cursorParameter = oneOf(
  decodeCursor,
  "must be a cursor as the server gave it, e.g. 0mwuacao0_0000000000000512",
);

export const limitParameter = oneOf((text) => {
  const limit = parseSeq(text);
  return limit === null || limit < 1 || limit > LIMIT_MAX ? null : limit;
}, `must be a whole number from 1 to ${LIMIT_MAX}`);

/** ms since 1970. */
export const instantParameter = oneOf(
  parseInstant,
  "must be ms since 1970, or an ISO 8601 instant, e.g. 2026-03-01T12:00:00Z",
);

/** Names, separated by commas, in one parameter or several. */
export const namesParameter = namesOf((_name): _name is string => true, `must have at most ${FILTER_MAX_NAMES} names`);

/** The same, of certain names only. A parameter without a name is none: a form that was left empty. */
export function namesOf<Name extends string>(
  isName: (name: string) => name is Name,
  message: string,
): Parameter<readonly Name[]> {
  const parse = (given: readonly string[]): readonly Name[] | undefined | null => {
    const names = given.flatMap((text) => text.split(",")).filter((name) => name !== "");
    if (names.length === 0) return undefined;
    return names.length <= FILTER_MAX_NAMES && names.every(isName) ? names : null;
  };
  return { parse, message };
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
