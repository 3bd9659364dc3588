/**
 * The live socket's frames: one JSON object each, with a `type`. Frames only ever gain fields and an unknown type is
 * ignored, on both ends. The server's encoders work on event texts that were encoded once; nothing here parses them again.
 */
import type { FeedEvent } from "./event.ts";
import type { FeedState, StatePatch } from "./state.ts";
import type { VitalsByBot } from "./vitals.ts";
import { decodeCursor, encodeCursor, type Position } from "./position.ts";
import { isNumber, isObject, isSeq, parseJson } from "./shape.ts";

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
  /** A part of it, if there are `parts`. */
  readonly state: FeedState;
  /** Frames that carry this state, 2 or more; absent if this one has all of it. */
  readonly parts?: number;
  /** Of bots behind a relay. Absent if there are none, and if there is no room for them: `vitals` frames then follow. */
  readonly vitals?: VitalsByBot;
}
/** What a `snapshot` with `parts` has no room for, as a patch of it. */
export interface SnapshotPartFrame extends Position {
  readonly type: "snapshot_part";
  /** 2 … `parts`, in order. */
  readonly part: number;
  readonly parts: number;
  readonly patch: StatePatch;
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
/** The newest vitals of each bot named, as its relay reads them (PROTOCOL.md §5.10). */
export interface VitalsFrame {
  readonly type: "vitals";
  readonly bots: VitalsByBot;
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
  | SnapshotPartFrame
  | EventsFrame
  | CaughtUpFrame
  | ResetFrame
  | PongFrame
  | PresenceFrame
  | VitalsFrame
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

/** An `events` frame on its way: `text` is its events' texts, joined by the separator; `patchText` is the JSON of a patch. */
export interface EventsText {
  readonly epoch: string;
  readonly after: number;
  readonly through: number;
  readonly replay: boolean;
  readonly text: string;
  readonly patchText?: string | null | undefined;
}

/** The frame around texts that are encoded already. */
export function encodeEventsFrame({ epoch, after, through, replay, text, patchText }: EventsText): string {
  const patch = patchText == null ? "" : `,"patch":${patchText}`;
  return `{"type":"events","epoch":"${epoch}","after":${after},"through":${through},"replay":${replay}${patch},"events":[${text}]}`;
}

/** What a client sent: a frame, `unknown` for a type of a later version (ignored), `malformed` for anything else (close 4500). */
export type DecodedClientFrame = ClientFrame | { readonly type: "unknown" } | { readonly type: "malformed" };

/** Total decoder of a client's text frame. */
export function decodeClientFrame(text: string): DecodedClientFrame {
  const value = parseJson(text);
  if (!isObject(value) || typeof value.type !== "string") return { type: "malformed" };
  switch (value.type) {
    case "ping":
      return isNumber(value.c) ? { type: "ping", c: value.c } : { type: "malformed" };
    case "ack": {
      const { seq, latency } = value;
      if (!isSeq(seq) || !(latency === undefined || isNumber(latency))) return { type: "malformed" };
      return { type: "ack", seq, ...(latency === undefined ? {} : { latency }) };
    }
    default:
      return { type: "unknown" };
  }
}
