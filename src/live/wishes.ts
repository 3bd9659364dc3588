/**
 * What a subscriber asks for, from the query of a socket or an event stream. Pure; anything but a documented form is refused
 * by name, because a misread position would lose events.
 */
import {
  BOT_PATTERN,
  FILTER_MAX_NAMES,
  isEpoch,
  refuse,
  isRefused,
  type Filter,
  type Refused,
} from "@fillcast/protocol";
import type { Start } from "../../parties/feed/rpc.ts";
import { EPOCH_SCHEMA, oneOf, readQuery, wholeNumber, type Parameter, type Query } from "../http/query.ts";

export interface Wishes {
  readonly start: Start;
  readonly filter?: Filter;
  readonly snapshot: boolean;
  readonly ack: boolean;
}

/** Events that `tail` may ask for. */
const TAIL_MAX_EVENTS = 10_000;
/** All names of a filter together: with the rest of what a hibernating socket keeps they have to fit into 16 KiB. */
const FILTER_MAX_CHARS = 6_000;

const UNIT_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Where a subscription begins: a position, `tail` or `since`, or none of them for now. */
export const START_QUERY = {
  epoch: oneOf(
    (text) => (isEpoch(text) ? text : null),
    "must be nine characters of 0–9 a–z, as sent by the server",
    EPOCH_SCHEMA,
  ),
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER, "must be a whole number from 0, in decimal digits"),
  tail: wholeNumber(0, TAIL_MAX_EVENTS, `must be a whole number from 0 to ${TAIL_MAX_EVENTS}`),
  since: oneOf(decodeSince, "must be a whole number with s, m, h or d, e.g. 15m", {
    type: "string",
    pattern: "^[1-9][0-9]{0,5}[smhd]$",
  }),
};

/** Types are matched as they are; a name that no event can have is refused, because it is a mistake. */
const TYPE = /^[A-Za-z0-9_.-]{1,64}$/;
// Control characters would not survive logs; a pair is a name as anywhere else.
const PAIR = /^[^\p{Cc}]{1,64}$/u;

/** What of the feed a subscription gets, and how. */
export const VIEW_QUERY = {
  types: filterOf(TYPE, TYPE.source),
  bots: filterOf(BOT_PATTERN, BOT_PATTERN.source),
  pairs: filterOf(PAIR, "^[^,\\x00-\\x1f\\x7f-\\x9f]{1,64}$"),
  snapshot: oneOf(decodeFlag, "must be 1 or 0", { type: "integer", enum: [0, 1] }),
};

const ACK_QUERY = { ack: oneOf(decodeFlag, "must be 1 or 0", VIEW_QUERY.snapshot.schema) };

/** All of them, as the socket takes them. */
export const WISHES_QUERY = { ...START_QUERY, ...VIEW_QUERY, ...ACK_QUERY };

/** A subscriber's wishes, or the first thing that is wrong with them. */
export function decodeWishes(given: URLSearchParams): Wishes | Refused {
  const query = readQuery(given, WISHES_QUERY);
  if (isRefused(query)) return query;
  const { types, bots, pairs, snapshot = false, ack = false } = query;
  const start = decideStart(query);
  if (isRefused(start)) return start;
  const filter = {
    ...(types === undefined ? {} : { types }),
    ...(bots === undefined ? {} : { bots }),
    ...(pairs === undefined ? {} : { pairs }),
  };
  if (JSON.stringify(filter).length > FILTER_MAX_CHARS) {
    return malformed(`The filters can have at most ${FILTER_MAX_CHARS} characters in total.`);
  }
  return { start, ...(Object.keys(filter).length === 0 ? {} : { filter }), snapshot, ack };
}

function decideStart({ epoch, after, tail, since }: Query<typeof START_QUERY>): Start | Refused {
  const ways = [epoch ?? after, tail, since].filter((value) => value !== undefined);
  const isHalf = (epoch === undefined) !== (after === undefined);
  if (ways.length > 1 || isHalf) {
    return malformed("Send epoch and after together, or tail, or since, or none of them.");
  }
  if (epoch !== undefined && after !== undefined) return { kind: "resume", position: { epoch, seq: after } };
  if (tail !== undefined) return { kind: "tail", count: tail };
  return since === undefined ? { kind: "live" } : { kind: "since", ms: since };
}

function decodeSince(since: string): number | null {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(since);
  return match === null ? null : Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** A list of names, separated by commas. An empty list counts as absent. If there are several lists, the first one counts. */
function filterOf(name: RegExp, pattern: string): Parameter<NonNullable<Filter["types"]>> {
  const parse = ([text]: readonly string[]): readonly string[] | undefined | null => {
    if (text === "") return undefined;
    const names = text!.split(",");
    return names.length <= FILTER_MAX_NAMES && names.every((each) => name.test(each)) ? names : null;
  };
  const message = `must be a comma-separated list of at most ${FILTER_MAX_NAMES} names`;
  return { parse, message, schema: { type: "array", items: { type: "string", pattern }, maxItems: FILTER_MAX_NAMES } };
}

function decodeFlag(text: string): boolean | null {
  return text === "1" ? true : text === "0" ? false : null;
}

function malformed(detail: string): Refused {
  return refuse("invalid-request", detail);
}
