/**
 * Events as `/v1/events` takes them: one, a batch, lines. Pure: text in, what was said out, or everything that is wrong with
 * it, with pointers. A batch is taken whole or refused whole.
 */
import {
  BATCH_MAX_EVENTS,
  BODY_MAX_VALUES,
  ERRORS_MAX,
  parseInstant,
  refuse,
  isRefused,
  type Json,
  type JsonObject,
  type ProblemError,
  type TradeRef,
  type Refused,
} from "@fillcast/protocol";
import { issuesToErrors, toPointer } from "../../http/pointers.ts";
import type { Said } from "../said.ts";
import { findTradeFaults, type TradeFault } from "../trade-faults.ts";
import { eventSchema, tradeEventSchema, type PublishedEvent } from "../schema.ts";
import { isTradeType } from "../trade-members.ts";
import { isMembers, isMoneyKey, parseJson, refuseTooManyValues } from "./json.ts";

/** What a body holds: a single event is answered as such, anything else as a batch. */
export interface SaidEvents {
  readonly kind: "single" | "batch";
  readonly events: readonly Said[];
}

/** The same with what is wrong with each event, in its place. */
export interface DecodedEvents {
  readonly kind: "single" | "batch";
  readonly events: readonly (Said | Refused)[];
}

/** All of a body's events, or what is wrong with them. */
export function allOrNothing(decoded: DecodedEvents | Refused): SaidEvents | Refused {
  if (isRefused(decoded)) return decoded;
  const refused = decoded.events.filter(isRefused);
  if (refused.length === 0)
    return { kind: decoded.kind, events: decoded.events.filter((event): event is Said => !isRefused(event)) };
  const unread = refused.find(({ problem }) => problem.slug !== "invalid-event" || problem.errors === undefined);
  return unread ?? refuseInvalid(refused.flatMap(({ problem }) => problem.errors ?? []));
}

/** `application/json`: an object is one event, an array a batch. */
export function decodeJsonEvents(text: string): DecodedEvents | Refused {
  const parsed = parseJson(text, isMoneyKey);
  if (isRefused(parsed)) return parsed;
  if (Array.isArray(parsed.value)) return decodeBatch(parsed.value);
  return { kind: "single", events: [decodeEvent(parsed.value, [])] };
}

/** `application/x-ndjson`: one event a line, blank lines skipped; always a batch. */
export function decodeNdjsonEvents(text: string): DecodedEvents | Refused {
  const lines = splitLines(text);
  if (lines.length === 0) return refuse("empty-body", "The body has no events. Send one JSON object per line.");
  if (lines.length > BATCH_MAX_EVENTS) return refuseTooMany();
  const events: (Said | Refused)[] = [];
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const parsed = parseJson(line, isMoneyKey);
    count += isRefused(parsed) ? 0 : parsed.count;
    if (count > BODY_MAX_VALUES) return refuseTooManyValues();
    events.push(isRefused(parsed) ? atEvent(parsed, index) : decodeEvent(parsed.value, [index]));
  }
  return { kind: "batch", events };
}

/** The lines that are not blank; of more than a batch may have, one more. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length && lines.length <= BATCH_MAX_EVENTS;) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? text.length : end);
    if (line.trim() !== "") lines.push(line);
    start += line.length + 1;
  }
  return lines;
}

function decodeBatch(values: readonly Json[]): DecodedEvents | Refused {
  if (values.length > BATCH_MAX_EVENTS) return refuseTooMany();
  if (values.length === 0) return refuseInvalid([{ pointer: "", detail: "has no events" }]);
  return { kind: "batch", events: values.map((value, index) => decodeEvent(value, [index])) };
}

/** What one event of a body says, as `/v1/events` reads it. */
export function decodeEvent(value: Json, path: readonly PropertyKey[]): Said | Refused {
  return eventToSaid(value, path, isMembers(value) && isTradeType(value.type) ? findTradeFaults(value) : []);
}

/** What one event says, at `path` in its body; refused for what its schema finds wrong, and for the faults. */
export function eventToSaid(
  value: Json,
  path: readonly PropertyKey[],
  faults: readonly TradeFault[] = [],
): Said | Refused {
  const isTrade = isMembers(value) && isTradeType(value.type);
  const checked = isTrade ? tradeEventSchema.safeParse(value) : eventSchema.safeParse(value);
  if (!checked.success || faults.length > 0) {
    return refuseInvalid(toErrors(faults, checked.error?.issues ?? [], path));
  }
  const event = checked.data;
  const bot = event.bot ?? event.botId ?? undefined;
  if (event.botId != null && event.botId !== bot) {
    const detail = "does not match `bot`; send only one of the two";
    return refuseInvalid([{ pointer: toPointer([...path, "botId"]), detail }]);
  }
  const trade = toTradeRef(event.trade);
  const pair = event.pair ?? trade?.pair;
  return {
    type: event.type,
    ...(event.id == null ? {} : { id: event.id }),
    ...(event.userId == null ? {} : { user: event.userId }),
    ...(bot === undefined ? {} : { bot }),
    ...(event.ts == null ? {} : { ts: event.ts }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade }),
    data: collectData(value as JsonObject),
  };
}

/** Each place once: a trade's fault says best what to write there. */
function toErrors(
  faults: readonly TradeFault[],
  issues: Parameters<typeof issuesToErrors>[0],
  path: readonly PropertyKey[],
): ProblemError[] {
  const first = faults.map((one) => ({ pointer: toPointer([...path, ...one.path]), detail: one.detail }));
  const places = new Set(first.map(({ pointer }) => pointer));
  return [...first, ...issuesToErrors(issues, path).filter(({ pointer }) => !places.has(pointer))];
}

function toTradeRef(trade: PublishedEvent["trade"]): TradeRef | undefined {
  if (trade == null) return undefined;
  const { id, pair, direction, openedAt } = trade;
  return {
    id,
    ...(pair == null ? {} : { pair }),
    ...(direction == null ? {} : { direction }),
    ...(openedAt == null ? {} : { openedAt: parseInstant(openedAt)! }),
  };
}

const KNOWN: ReadonlySet<string> = new Set(Object.keys(eventSchema.shape));

/** `data` as it was sent, and the members that have no place of their own; what `data` says itself wins. */
function collectData(event: JsonObject): JsonObject {
  const own = (event.data ?? {}) as JsonObject;
  const others = Object.entries(event).filter(([name]) => !KNOWN.has(name));
  // Made from entries, so that a member called __proto__ stays a member.
  return others.length === 0 ? own : Object.fromEntries([...others, ...Object.entries(own)]);
}

/** `errors` says what is wrong, and where. */
export function refuseInvalid(errors: readonly ProblemError[]): Refused {
  const listed = errors.slice(0, ERRORS_MAX);
  return refuse("invalid-event", "Nothing was stored. Correct the places in `errors` and send it again.", {
    errors: listed,
  });
}

export function refuseTooMany(): Refused {
  return refuse(
    "batch-too-large",
    `A batch can have at most ${BATCH_MAX_EVENTS} events. Split it into smaller batches.`,
  );
}

function atEvent({ problem }: Refused, index: number): Refused {
  const { errors, ...rest } = problem;
  const detail = `Event ${index}: ${problem.detail}`;
  if (errors === undefined) return { kind: "refused", problem: { ...rest, detail } };
  const placed = errors.map((error) => ({ pointer: `/${index}${error.pointer}`, detail: error.detail }));
  return { kind: "refused", problem: { ...rest, detail, errors: placed } };
}
