/**
 * The live socket's frames: one JSON object each, told apart by `type`. Frames only ever gain fields and an unknown type is
 * ignored, on both ends. The server's encoders work on event texts that were encoded once; nothing here parses them again.
 */
import type { FeedEvent } from "./event.ts";
import type { FeedState, StatePatch } from "./state.ts";
import { decodeCursor, encodeCursor, type Position } from "./position.ts";

export const PROTOCOL_VERSION = 1;
/** Between the events of a record's text and of a frame; JSON never contains a raw line feed, so splitting needs no parser. */
export const EVENT_SEPARATOR = ",\n";

export type ResetReason = "epoch" | "ahead" | "trimmed" | "too_far" | "slow";

export interface WelcomeFrame {
  readonly type: "welcome";
  readonly v: number;
  /** The server's name for this socket. */
  readonly connection: string;
  readonly epoch: string;
  readonly head: number;
  /** The oldest seq that the room still holds; head + 1 where it holds none. */
  readonly oldest: number;
  /** The chain's digest at head, hex. */
  readonly chain: string;
  /** A position was given. */
  readonly resumed: boolean;
  /** It can be continued without a gap. */
  readonly recovered: boolean;
  /** The room's clock, ms since 1970. */
  readonly now: number;
}
export interface SnapshotFrame extends Position {
  readonly type: "snapshot";
  readonly state: FeedState;
}
export interface EventsFrame {
  readonly type: "events";
  readonly epoch: string;
  /** The frame covers (after, through], whatever a filter took out. */
  readonly after: number;
  readonly through: number;
  readonly replay: boolean;
  readonly events: readonly FeedEvent[];
  readonly patch?: StatePatch;
}
export interface CaughtUpFrame extends Position {
  readonly type: "caught_up";
  readonly chain: string;
}
export interface ResetFrame {
  readonly type: "reset";
  readonly reason: ResetReason;
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
}
export interface PongFrame {
  readonly type: "pong";
  /** The client's clock, as it sent it. */
  readonly c: number;
  /** The room's clock, ms since 1970. */
  readonly s: number;
}
export interface PresenceFrame {
  readonly type: "presence";
  /** Last heartbeat of each bot named, ms since 1970. */
  readonly bots: { readonly [bot: string]: number };
}
export interface NoticeFrame {
  readonly type: "notice";
  readonly [key: string]: unknown;
}
export interface ByeFrame {
  readonly type: "bye";
  readonly code: number;
  readonly reason: string;
  readonly retryAfterMs?: number;
  /** What to do about it, for people; refusals have it. */
  readonly detail?: string;
}
export type ServerFrame =
  | WelcomeFrame
  | SnapshotFrame
  | EventsFrame
  | CaughtUpFrame
  | ResetFrame
  | PongFrame
  | PresenceFrame
  | NoticeFrame
  | ByeFrame;

/** A clock sample; wakes a sleeping room, so it is sent rarely. */
export interface PingFrame {
  readonly type: "ping";
  readonly c: number;
}
/** Flow control: everything up to `seq` was taken in. `latency` is the reader's own figure, ms. */
export interface AckFrame {
  readonly type: "ack";
  readonly seq: number;
  readonly latency?: number;
}
export type ClientFrame = PingFrame | AckFrame;

/** The liveness text of a client, answered without waking the room. */
export const PING_TEXT = "ping";

/** The answer to the text `ping`: `pong <cursor of head>`. */
export function encodePongText(head: Position): string {
  return `pong ${encodeCursor(head)}`;
}

/** The head that a pong text carries, or null where the text is not one. */
export function decodePongText(text: string): Position | null {
  return text.startsWith("pong ") ? decodeCursor(text.slice(5)) : null;
}

/** Any frame but `events`, which carries text that is encoded already. */
export function encodeFrame(frame: Exclude<ServerFrame, EventsFrame> | ClientFrame): string {
  return JSON.stringify(frame);
}

/** An `events` frame around the texts of its events, joined by the separator; `patchText` is the JSON of a patch. */
export function encodeEventsFrame(
  epoch: string,
  after: number,
  through: number,
  replay: boolean,
  eventsText: string,
  patchText?: string,
): string {
  const patch = patchText === undefined ? "" : `,"patch":${patchText}`;
  return `{"type":"events","epoch":"${epoch}","after":${after},"through":${through},"replay":${replay}${patch},"events":[${eventsText}]}`;
}

const SERVER_TYPES: ReadonlySet<string> = new Set<ServerFrame["type"]>([
  "welcome",
  "snapshot",
  "events",
  "caught_up",
  "reset",
  "pong",
  "presence",
  "notice",
  "bye",
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A server's frame, or null for an unknown type and for text that is no frame: a reader ignores both. Checks what positions rest on. */
export function decodeServerFrame(text: string): ServerFrame | null {
  const value = parse(text);
  if (!isObject(value) || typeof value.type !== "string" || !SERVER_TYPES.has(value.type)) return null;
  switch (value.type as ServerFrame["type"]) {
    case "events":
      if (
        typeof value.epoch !== "string" ||
        !isSeq(value.after) ||
        !isSeq(value.through) ||
        !Array.isArray(value.events)
      )
        return null;
      break;
    case "welcome":
    case "reset":
      if (typeof value.epoch !== "string" || !isSeq(value.head)) return null;
      break;
    case "snapshot":
    case "caught_up":
      if (typeof value.epoch !== "string" || !isSeq(value.seq)) return null;
      break;
    case "pong":
    case "presence":
    case "notice":
    case "bye":
      break;
  }
  return value as unknown as ServerFrame;
}

/** What a client sent: a frame, `unknown` for a type of a later version (ignored), `malformed` for what is none (close 4500). */
export type DecodedClientFrame = ClientFrame | { readonly type: "unknown" } | { readonly type: "malformed" };

/** Total decoder of a client's text frame. */
export function decodeClientFrame(text: string): DecodedClientFrame {
  const value = parse(text);
  if (!isObject(value) || typeof value.type !== "string") return { type: "malformed" };
  switch (value.type) {
    case "ping":
      return typeof value.c === "number" ? { type: "ping", c: value.c } : { type: "malformed" };
    case "ack": {
      if (!isSeq(value.seq)) return { type: "malformed" };
      const { latency } = value;
      return typeof latency === "number" && Number.isFinite(latency)
        ? { type: "ack", seq: value.seq, latency }
        : { type: "ack", seq: value.seq };
    }
    default:
      return { type: "unknown" };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
