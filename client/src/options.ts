/**
 * Turns the options of `connect` into what a feed works with. An option that cannot work throws immediately, with its name:
 * a feed that waits forever would say nothing.
 */
import { isFeedId, isObject, isPosition, isSeq } from "@fillcast/protocol";
import type { ConnectOptions } from "./api.ts";
import { FeedError } from "./error.ts";

type Check = (value: unknown) => unknown;

/** Attempts closer together are a storm. */
const PAUSE_MIN_MS = 100;
/** More than a day is a mistake. */
const PAUSE_MAX_MS = 86_400_000;
/** As far back as a tail goes, and as long as `since` may be (PROTOCOL.md §2.3). */
const TAIL_MAX_EVENTS = 10_000;
const SINCE_PATTERN = /^[1-9]\d{0,5}[smhd]$/;

const isFunction: Check = (value) => typeof value === "function";
const isText: Check = (value) => typeof value === "string" && value;
const has =
  (...names: string[]): Check =>
  (value) =>
    Object(value) === value && names.every((name) => isFunction((value as Record<string, unknown>)[name]));
/** An object whose members have these names and are good, each. */
const isTable =
  (names: readonly string[], isGood: Check): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value).every(([name, one]) => names.includes(name) && (one === undefined || isGood(one)));

const isAddress: Check = (value) => {
  try {
    // A URL takes white space and a bare "?", which no path can follow.
    return isText(value) && /^https?:[^\s?#]+$/i.test(value as string) && !new URL(value as string).username;
  } catch {
    return false;
  }
};
const isStart: Check = (value) => {
  if (!isObject(value)) return value === "live";
  const { tail, since } = value;
  if (isPosition(value)) return true;
  return since === undefined
    ? isSeq(tail) && tail <= TAIL_MAX_EVENTS
    : tail === undefined && isText(since) && SINCE_PATTERN.test(since as string);
};
const isNames: Check = (list) => Array.isArray(list) && list.every((name) => isText(name) && !name.includes(","));
const isPause: Check = (ms) => typeof ms === "number" && ms >= PAUSE_MIN_MS && ms <= PAUSE_MAX_MS;

/** What each option has to be, and how that is said. The first three cannot be left out. */
const CHECKS: readonly (readonly [name: keyof ConnectOptions, isGood: Check, words: string])[] = [
  ["url", isAddress, "the server's URL, https://… or http://…"],
  ["feed", (value) => isText(value) && isFeedId(value as string), "a feed's id"],
  ["token", (value) => isFunction(value) || isText(value), "a key or ticket, or a function that returns one"],
  ["start", isStart, '"live", { tail: 50 }, { since: "15m" } or a position'],
  ["store", has("load", "save"), "an object with load() and save(position)"],
  ["filter", isTable(["types", "bots", "pairs"], isNames), "lists of names: types, bots, pairs"],
  ["signal", has("addEventListener"), "an AbortSignal"],
  ["clock", has("now", "setTimeout", "clearTimeout"), "a Clock"],
  ["WebSocket", isFunction, "a class"],
  ["fetch", isFunction, "a function"],
  ["fallback", isFunction, "a transport such as that of fillcast/sse"],
  [
    "pauses",
    isTable(["firstMs", "maxMs", "pingMs"], isPause),
    `firstMs, maxMs and pingMs, each ${PAUSE_MIN_MS} or more`,
  ],
];

/** The options with a url that paths can follow and without empty lists. Throws `invalid-option`. */
export function checkOptions(options: ConnectOptions): ConnectOptions {
  for (const [index, [name, isGood, words]] of CHECKS.entries()) {
    const value = (options as ConnectOptions | undefined)?.[name];
    if (index > 2 && value === undefined) continue;
    if (!isGood(value)) throw new FeedError("invalid-option", `connect: \`${name}\` must be ${words}`);
  }
  const filter = Object.fromEntries(Object.entries(options.filter ?? {}).filter(([, list]) => list?.length));
  let { url } = options;
  while (url.endsWith("/")) url = url.slice(0, -1);
  return { ...options, url, filter };
}
