/**
 * Total decoder of what a server sends. It checks all that a reader's position, state and handlers rest on, so that nothing
 * behind it has to doubt a frame. Members that a reader can do without are left out where they are not of their type.
 */
import type { FeedEvent } from "./event.ts";
import type { ByeFrame, ServerFrame } from "./frames.ts";
import { isEpochText } from "./position.ts";
import { isObject, isSeq, parseJson } from "./shape.ts";
import type { FeedState, StatePatch } from "./state.ts";

type Members = { readonly [name: string]: unknown };
type Decoded<Frame> = Frame | null;

/** A server's frame, `unknown` for a type of a later version (ignored), `malformed` for anything else. */
export type DecodedServerFrame = ServerFrame | { readonly type: "unknown" } | { readonly type: "malformed" };

const NO_STATE: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };

const isText = (value: unknown): value is string => typeof value === "string";
const hasPlace = (frame: Members, seq: "seq" | "head"): boolean => isEpochText(frame.epoch) && isSeq(frame[seq]);
const keep = (frame: Members, good: boolean): Decoded<ServerFrame> => (good ? (frame as unknown as ServerFrame) : null);

/** Each type's frame, or null where a member that matters is missing or of another type. */
const FRAMES: { readonly [Type in ServerFrame["type"]]: (frame: Members) => Decoded<ServerFrame> } = {
  welcome: (frame) => keep(frame, hasPlace(frame, "head")),
  reset: (frame) => keep(frame, hasPlace(frame, "head") && isText(frame.reason)),
  caught_up: (frame) => keep(frame, hasPlace(frame, "seq")),
  events: (frame) => keep(frame, isEventsFrame(frame)),
  snapshot: (frame) =>
    keep(
      withVitals({ ...frame, state: { ...NO_STATE, ...(frame.state as object) } }),
      hasPlace(frame, "seq") && isPatch(frame.state, isObject) && (frame.parts === undefined || isSeq(frame.parts)),
    ),
  snapshot_part: (frame) =>
    keep(frame, hasPlace(frame, "seq") && isSeq(frame.part) && isSeq(frame.parts) && isPatch(frame.patch)),
  pong: (frame) => keep(frame, Number.isFinite(frame.c) && Number.isFinite(frame.s)),
  presence: (frame) => keep(frame, isObject(frame.bots) && Object.values(frame.bots).every(Number.isFinite)),
  vitals: (frame) => keep(frame, isVitals(frame.bots)),
  notice: (frame) => keep(frame, true),
  bye: decodeBye,
};

/** Total decoder of a server's text frame; the text `pong …` is not one. */
export function decodeFrame(text: string): DecodedServerFrame {
  const value = parseJson(text);
  if (!isObject(value) || !isText(value.type)) return { type: "malformed" };
  if (!Object.hasOwn(FRAMES, value.type)) return { type: "unknown" };
  return FRAMES[value.type as ServerFrame["type"]](value) ?? { type: "malformed" };
}

/** A server's frame, or null for an unknown type and for text that is no frame. */
export function decodeServerFrame(text: string): ServerFrame | null {
  const frame = decodeFrame(text);
  return frame.type === "unknown" || frame.type === "malformed" ? null : frame;
}

/** True for what can be delivered as an event. */
export function isEvent(value: unknown): value is FeedEvent {
  return isObject(value) && isSeq(value.seq) && [value.id, value.type, value.bot].every(isText) && isObject(value.data);
}

/** What it covers fits, and its events lie in there in order. */
function isEventsFrame({ epoch, after, through, events, patch }: Members): boolean {
  if (!isEpochText(epoch) || !isSeq(after) || !isSeq(through) || !Array.isArray(events)) return false;
  let last = after;
  const inOrder = (event: unknown): boolean => isEvent(event) && event.seq > last && (last = event.seq) <= through;
  return after <= through && events.every(inOrder) && (patch === undefined || isPatch(patch));
}

const isVitals = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((one) => isObject(one) && isObject(one.balance) && Array.isArray(one.open));

/** A reader can do without vitals: of another form they are left out. */
function withVitals({ vitals, ...frame }: Members): Members {
  return isVitals(vitals) ? { ...frame, vitals } : frame;
}

const isRow = (value: unknown): boolean => value === null || isObject(value);
const isRows = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(isObject));
const isTable = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  value === undefined || (isObject(value) && Object.values(value).every(isOne));

/** What can be applied to a state; with `isObject` for its trades, what can be a state. */
function isPatch(value: unknown, isTrade: (trade: unknown) => boolean = isRow): value is StatePatch {
  if (!isObject(value)) return false;
  const { bots, trades, totals, days, locks, more } = value;
  return (
    isTable(bots, isObject) &&
    isTable(trades, isTrade) &&
    [totals, days, locks].every(isRows) &&
    (more === undefined || isObject(more))
  );
}

function decodeBye({ code, reason, retryAfterMs, detail }: Members): Decoded<ByeFrame> {
  if (!isSeq(code) || !isText(reason)) return null;
  const pause = typeof retryAfterMs === "number" && retryAfterMs >= 0 ? { retryAfterMs } : {};
  return { type: "bye", code, reason, ...pause, ...(isText(detail) && { detail }) };
}
