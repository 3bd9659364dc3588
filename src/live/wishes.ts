/**
 * What a subscriber asks for, read from the query of a socket or an event stream. Pure; anything that is not exactly one of
 * the documented forms is refused by name, since a misread position would lose events.
 */
import { BOT_PATTERN, FILTER_MAX_NAMES, isEpoch, parseSeq, type Filter } from "@fillcast/protocol";
import { refuse, type Refused, type Start } from "../../parties/feed/rpc.ts";

export interface Wishes {
  readonly kind: "wishes";
  readonly start: Start;
  readonly filter?: Filter;
  readonly snapshot: boolean;
  readonly ack: boolean;
}

/** Events that `tail` may ask for. */
const TAIL_MAX_EVENTS = 10_000;
/** All names of a filter together: with the rest of what a hibernating socket keeps they have to fit into 16 KiB. */
const FILTER_MAX_CHARS = 6_000;

/** A subscriber's wishes, or the first thing that is wrong with them. */
export function decodeWishes(query: URLSearchParams): Wishes | Refused {
  const start = decodeStart(query);
  if (start.kind === "refused") return start;
  const filter = decodeFilter(query);
  if (filter.kind === "refused") return filter;
  const snapshot = decodeFlag(query, "snapshot");
  if (snapshot === null) return malformed("snapshot is 1 or 0.");
  const ack = decodeFlag(query, "ack");
  if (ack === null) return malformed("ack is 1 or 0.");
  return { kind: "wishes", start, ...(filter.filter === null ? {} : { filter: filter.filter }), snapshot, ack };
}

function decodeStart(query: URLSearchParams): Start | Refused {
  const given = ["epoch", "after", "tail", "since"].filter((name) => query.has(name));
  switch (given.join(" ")) {
    case "":
      return { kind: "live" };
    case "epoch after":
      return decodePosition(query.get("epoch")!, query.get("after")!);
    case "tail": {
      const count = parseSeq(query.get("tail")!);
      return count === null || count > TAIL_MAX_EVENTS
        ? malformed(`tail is a whole number from 0 to ${TAIL_MAX_EVENTS}.`)
        : { kind: "tail", count };
    }
    case "since":
      return decodeSince(query.get("since")!);
    default:
      return malformed("Give epoch and after together, or tail, or since, or none of them.");
  }
}

function decodePosition(epoch: string, after: string): Start | Refused {
  const seq = parseSeq(after);
  if (seq === null) return malformed("after is a whole number from 0, in decimal digits.");
  if (!isEpoch(epoch)) return malformed("epoch is nine characters of 0–9 a–z, as the server gave them.");
  return { kind: "resume", position: { epoch, seq } };
}

const UNIT_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function decodeSince(since: string): Start | Refused {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(since);
  if (match === null) return malformed("since is a whole number with s, m, h or d, e.g. 15m.");
  return { kind: "since", ms: Number(match[1]) * UNIT_MS[match[2]!]! };
}

/** Types are matched as they are; a name that no event can have is a mistake worth knowing of. */
const TYPE = /^[A-Za-z0-9_.-]{1,64}$/;
const PAIR = /^[^\p{Cc}]{1,64}$/u;

function decodeFilter(query: URLSearchParams): { readonly kind: "filter"; readonly filter: Filter | null } | Refused {
  const filter: { -readonly [kind in keyof Filter]: Filter[kind] } = {};
  for (const [kind, pattern] of [
    ["types", TYPE],
    ["bots", BOT_PATTERN],
    ["pairs", PAIR],
  ] as const) {
    const list = query.get(kind) ?? "";
    if (list === "") continue;
    const names = list.split(",");
    if (names.length > FILTER_MAX_NAMES) return malformed(`${kind} names at most ${FILTER_MAX_NAMES}.`);
    if (!names.every((name) => pattern.test(name)))
      return malformed(`${kind} is a list of names, separated by commas.`);
    filter[kind] = names;
  }
  if (Object.keys(filter).length === 0) return { kind: "filter", filter: null };
  if (JSON.stringify(filter).length > FILTER_MAX_CHARS) {
    return malformed(`The filters have at most ${FILTER_MAX_CHARS} characters together.`);
  }
  return { kind: "filter", filter };
}

function decodeFlag(query: URLSearchParams, name: string): boolean | null {
  const value = query.get(name) ?? "0";
  return value === "1" ? true : value === "0" ? false : null;
}

function malformed(detail: string): Refused {
  return refuse("invalid-request", detail);
}
