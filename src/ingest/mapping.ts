/**
 * Turns a sender's own flat JSON into a native event. The address says which member is the price, the pair and so on:
 * `map=price:px,amount:qty`. A name without a mapping is read from the member with that name. Pure, and lossless: every
 * other member stays in `data`.
 */
import { MAPPED_MEMBER_MAX_CHARS, type Json, type JsonObject, type ProblemError } from "@fillcast/protocol";
import type { Parameter } from "../http/query.ts";
import { toPointer } from "../http/pointers.ts";
import { isSecret } from "./hide-secrets.ts";
import { isTradeType, VOCABULARY } from "./trade-members.ts";

/** Of an event's `trade`: the name here, and the member there. */
const TRADE_NAMES = { trade: "id", direction: "direction", openedAt: "openedAt" } as const;

const NAMES: readonly string[] = ["type", "pair", ...VOCABULARY, ...Object.keys(TRADE_NAMES)];

/** The body's members, by the names that an event has for them. */
export type Mapping = ReadonlyMap<string, string>;

/** The query's part in it: pairs separated by commas, in one parameter or several, each name once. */
export const MAP_QUERY = {
  map: {
    parse: parseMap,
    message: `must be pairs such as price:px,amount:qty, each of the names ${NAMES.join(", ")} at most once, with a member of at most ${MAPPED_MEMBER_MAX_CHARS} characters that is not a secret`,
    schema: {
      type: "array",
      items: { type: "string", pattern: `^(?:${NAMES.join("|")}):[^,]{1,${MAPPED_MEMBER_MAX_CHARS}}$` },
      maxItems: NAMES.length,
    },
  } satisfies Parameter<Mapping>,
};

function parseMap(given: readonly string[]): Mapping | undefined | null {
  const pairs = given.flatMap((text) => text.split(",", NAMES.length + 1)).filter((pair) => pair !== "");
  if (pairs.length === 0) return undefined;
  const mapping = new Map<string, string>();
  for (const pair of pairs) {
    const colon = pair.indexOf(":");
    const [name, member] = [pair.slice(0, colon), pair.slice(colon + 1)];
    // A secret would stand where it is not hidden.
    const isMember = member !== "" && member.length <= MAPPED_MEMBER_MAX_CHARS && !isSecret(member);
    if (colon === -1 || !isMember || !NAMES.includes(name) || mapping.has(name)) return null;
    mapping.set(name, member);
  }
  return mapping;
}

/** The native event that a body says. */
export function applyMapping(body: JsonObject, mapping: Mapping): JsonObject {
  const values = new Map<string, Json>();
  const used = new Set<string>();
  for (const name of NAMES) {
    const member = mapping.get(name) ?? name;
    if (!Object.hasOwn(body, member)) continue;
    values.set(name, toValue(name, body[member]!));
    used.add(member);
  }
  const type = values.get("type");
  const isTrade = isTradeType(type);
  const own = ["type", "pair", ...(isTrade ? Object.keys(TRADE_NAMES) : [])];
  const trade = isTrade ? toTrade(values) : [];
  const data = [
    // A member whose name stands for another one here is kept under a longer name.
    ...Object.entries(body)
      .filter(([name]) => !used.has(name))
      .map(([name, value]) => [NAMES.includes(name) ? `body_${name}` : name, value] as const),
    ...[...values].filter(([name]) => !own.includes(name)),
  ];
  return {
    ...(type === undefined ? {} : { type }),
    ...(values.has("pair") ? { pair: values.get("pair")! } : {}),
    ...(trade.length === 0 ? {} : { trade: Object.fromEntries(trade) }),
    // Made from entries, so that a member called __proto__ stays a member.
    data: Object.fromEntries(data),
  };
}

function toTrade(values: ReadonlyMap<string, Json>): (readonly [string, Json])[] {
  return Object.entries(TRADE_NAMES).flatMap(([name, member]) => {
    const value = values.get(name);
    return value === undefined ? [] : [[member, value] as const];
  });
}

/** Flat senders write words and flags as text, in a case of their own. */
function toValue(name: string, value: Json): Json {
  if (typeof value !== "string") return value;
  if (name === "side" || name === "direction") return value.toLowerCase();
  const isFlag = name === "final" && /^(?:true|false)$/i.test(value);
  return isFlag ? value.toLowerCase() === "true" : value;
}

/** An error of the native event, at the place in the body that it comes from. */
export function toBodyError({ pointer, detail }: ProblemError, mapping: Mapping): ProblemError {
  const [, first, second] = pointer.split("/");
  const ofTrade = Object.entries(TRADE_NAMES).find(([, member]) => first === "trade" && member === second)?.[0];
  const name = ofTrade ?? (first === "data" ? second : first);
  if (name === undefined) return { pointer, detail };
  return { pointer: mapping.has(name) ? toPointer([mapping.get(name)!]) : `/${name}`, detail };
}
