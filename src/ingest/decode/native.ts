/**
 * Events as `/v1/events` takes them: one, a batch, lines. Pure: text in, what was said out, or everything that is wrong with
 * it, with pointers. A batch is taken whole or refused whole.
 */
import { BATCH_MAX_EVENTS, type Json, type JsonObject, type ProblemError, type TradeRef } from "@fillcast/protocol";
import { refuse, type Refused } from "../../../parties/feed/rpc.ts";
import { ERRORS_MAX, issuesToErrors, toPointer } from "../../http/pointers.ts";
import type { Said } from "../said.ts";
import { eventSchema, type PublishedEvent } from "../schema.ts";
import { toUtcInstant } from "./instant.ts";
import { isMoneyKey, parseJson } from "./json.ts";

/** What a body holds: a single event is answered as such, anything else as a batch. */
export interface SaidEvents {
  readonly kind: "single" | "batch";
  readonly events: readonly Said[];
}

/** `application/json`: an object is one event, an array a batch. */
export function decodeJsonEvents(text: string): SaidEvents | Refused {
  const parsed = parseJson(text, isMoneyKey);
  if (parsed.kind === "refused") return parsed;
  if (Array.isArray(parsed.value)) return decodeBatch(parsed.value);
  const decoded = decodeEvent(parsed.value, []);
  return decoded.kind === "said" ? { kind: "single", events: [decoded] } : refuseInvalid(decoded.errors);
}

/** `application/x-ndjson`: one event a line, blank lines skipped; always a batch. */
export function decodeNdjsonEvents(text: string): SaidEvents | Refused {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return refuse("empty-body", "The body has no events. Send one JSON object a line.");
  if (lines.length > BATCH_MAX_EVENTS) return refuseTooMany(lines.length);
  const values: Json[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parseJson(line, isMoneyKey);
    if (parsed.kind === "refused") return atEvent(parsed, index);
    values.push(parsed.value);
  }
  return decodeBatch(values);
}

function decodeBatch(values: readonly Json[]): SaidEvents | Refused {
  if (values.length > BATCH_MAX_EVENTS) return refuseTooMany(values.length);
  if (values.length === 0) return refuseInvalid([{ pointer: "", detail: "has no events" }]);
  const events: Said[] = [];
  const errors: ProblemError[] = [];
  for (const [index, value] of values.entries()) {
    const decoded = decodeEvent(value, [index]);
    if (decoded.kind === "said") events.push(decoded);
    else errors.push(...decoded.errors);
    if (errors.length >= ERRORS_MAX) break;
  }
  return errors.length === 0 ? { kind: "batch", events } : refuseInvalid(errors);
}

interface Invalid {
  readonly kind: "invalid";
  readonly errors: readonly ProblemError[];
}

function decodeEvent(value: Json, path: readonly PropertyKey[]): Said | Invalid {
  const checked = eventSchema.safeParse(value);
  if (!checked.success) return { kind: "invalid", errors: issuesToErrors(checked.error.issues, path) };
  const event = checked.data;
  const bot = event.bot ?? event.botId ?? undefined;
  if (event.botId != null && event.botId !== bot) {
    const detail = "names another bot than `bot` does; send one of the two";
    return { kind: "invalid", errors: [{ pointer: toPointer([...path, "botId"]), detail }] };
  }
  const trade = toTradeRef(event.trade);
  const pair = event.pair ?? trade?.pair;
  return {
    kind: "said",
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

function toTradeRef(trade: PublishedEvent["trade"]): TradeRef | undefined {
  if (trade == null) return undefined;
  const { id, pair, direction, openedAt } = trade;
  return {
    id,
    ...(pair == null ? {} : { pair }),
    ...(direction == null ? {} : { direction }),
    ...(openedAt == null ? {} : { openedAt: toUtcInstant(openedAt)! }),
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

function refuseInvalid(errors: readonly ProblemError[]): Refused {
  const listed = errors.slice(0, ERRORS_MAX);
  return refuse("invalid-event", "Nothing was stored. Correct what `errors` names, and send it again.", {
    errors: listed,
  });
}

function refuseTooMany(count: number): Refused {
  return refuse("batch-too-large", `A batch has at most ${BATCH_MAX_EVENTS} events, this one has ${count}. Split it.`);
}

function atEvent({ problem }: Refused, index: number): Refused {
  const { errors, ...rest } = problem;
  const detail = `Event ${index}: ${problem.detail}`;
  if (errors === undefined) return { kind: "refused", problem: { ...rest, detail } };
  const placed = errors.map((error) => ({ pointer: `/${index}${error.pointer}`, detail: error.detail }));
  return { kind: "refused", problem: { ...rest, detail, errors: placed } };
}
