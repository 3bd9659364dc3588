/**
 * Query parameters, from text to values. A value in none of the documented forms is refused by name; unknown parameters are
 * src/known-parameters.ts's to refuse.
 */
import {
  FILTER_MAX_NAMES,
  SEARCH_MAX_CHARS,
  SEARCH_MAX_WORDS,
  decodeCursor,
  parseSeq,
  parseTime,
  readSearch,
  refuse,
  type Refused,
} from "@fillcast/protocol";
import { TIME_SOURCE } from "./schema-patterns.ts";

/** Of events or trades in one answer. */
export const LIMIT_MAX = 1_000;
export const LIMIT_DEFAULT = 100;

/** One parameter. `parse` gets what was given, at least once, and returns its value, undefined if it counts as absent, or null if it is not valid. */
export interface Parameter<Value> {
  readonly parse: (given: readonly string[]) => Value | undefined | null;
  /** Completes "The parameter <name> …". */
  readonly message: string;
  /** The same as JSON Schema, for the API's description; a list of names is an array, separated by commas. */
  readonly schema: { readonly [keyword: string]: unknown };
}

export interface Shape {
  readonly [name: string]: Parameter<unknown>;
}

/** The values of those parameters that were given. */
export type Query<Of extends Shape> = {
  readonly [Name in keyof Of]?: Of[Name] extends Parameter<infer Value> ? Value : never;
};

/** The parameters as the shape has them, or what is wrong with the first one. */
export function readQuery<Of extends Shape>(query: URLSearchParams, shape: Of): Query<Of> | Refused {
  const values: [string, unknown][] = [];
  for (const [name, { parse, message }] of Object.entries(shape)) {
    if (!query.has(name)) continue;
    const value = parse(query.getAll(name));
    if (value === null) return refuse("invalid-request", `The parameter ${name} ${message}.`);
    if (value !== undefined) values.push([name, value]);
  }
  return Object.fromEntries(values) as Query<Of>;
}

/** A parameter of one documented form. If it is given several times, the first one counts. */
export function oneOf<Value>(
  parse: (text: string) => Value | null,
  message: string,
  schema: Parameter<Value>["schema"],
): Parameter<Value> {
  return { parse: ([text]) => parse(text!), message, schema };
}

/** A whole number in decimal digits, without sign or leading zero. */
export function wholeNumber(minimum: number, maximum: number, message: string): Parameter<number> {
  const parse = (text: string): number | null => {
    const value = parseSeq(text);
    return value === null || value < minimum || value > maximum ? null : value;
  };
  return oneOf(parse, message, { type: "integer", minimum, maximum });
}

export const EPOCH_SCHEMA = { type: "string", pattern: "^[0-9a-z]{9}$" };

/** A position in the log. */
export const cursorParameter = oneOf(
  decodeCursor,
  "must be a cursor from the server, e.g. 0mwuacao0_0000000000000512",
  { type: "string", pattern: "^[0-9a-z]{9}_[0-8][0-9]{15}$" },
);

export const limitParameter = wholeNumber(1, LIMIT_MAX, `must be a whole number from 1 to ${LIMIT_MAX}`);

/** ms since 1970. */
export const instantParameter = oneOf(
  parseTime,
  "must be ms since 1970, or an ISO 8601 instant, e.g. 2026-03-01T12:00:00Z",
  {
    anyOf: [
      { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      { type: "string", pattern: TIME_SOURCE },
    ],
  },
);

/** Names, separated by commas, in one parameter or several. */
export const namesParameter = namesOf((_name): _name is string => true, `must have at most ${FILTER_MAX_NAMES} names`);

/** The same for certain names only. An empty parameter counts as absent: a form field that was left empty. */
export function namesOf<Name extends string>(
  isName: (name: string) => name is Name,
  message: string,
  items: Parameter<unknown>["schema"] = { type: "string", pattern: "^[^,]+$" },
): Parameter<readonly Name[]> {
  const parse = (given: readonly string[]): readonly Name[] | undefined | null => {
    const names = given.flatMap((text) => text.split(",")).filter((name) => name !== "");
    if (names.length === 0) return undefined;
    return names.length <= FILTER_MAX_NAMES && names.every(isName) ? names : null;
  };
  return { parse, message, schema: { type: "array", items, maxItems: FILTER_MAX_NAMES } };
}

/** Words to look for in texts. An empty parameter counts as absent, as with names. */
export const searchParameter: Parameter<readonly string[]> = {
  parse: ([text = ""]) => (text.trim() === "" ? undefined : readSearch(text)),
  message: `must have at most ${SEARCH_MAX_WORDS} words in ${SEARCH_MAX_CHARS} characters`,
  schema: { type: "string", maxLength: SEARCH_MAX_CHARS },
};
