/**
 * A room's frame as server-sent events: a pure function of its text, so that streams which got the same frame can share the
 * outcome. An event of the feed is a plain message whose `id` is its cursor, so that a browser's own `Last-Event-ID` resumes;
 * everything else has its frame's type as the event's name. What can be passed on as it stands is not parsed.
 */
import {
  EVENT_SEPARATOR,
  decodeServerFrame,
  encodeCursor,
  type EventsFrame,
  type Position,
  type ServerFrame,
} from "@fillcast/protocol";

/** What a frame says to the stream itself. */
export type SseStep =
  /** It covers (after, through]. */
  | { readonly kind: "events"; readonly after: number; readonly through: number }
  | {
      readonly kind: "frame";
      readonly frame: Extract<ServerFrame, { type: "welcome" | "caught_up" | "reset" | "bye" }>;
    }
  | { readonly kind: "none" };

/** A frame as its reader gets it. */
export interface SseText {
  readonly step: SseStep;
  readonly text: string;
}

/** Keeps what is in between from closing an idle stream. */
export const SSE_COMMENT = ": ping\n\n";

/** Null for what concerns only the socket, for what is no frame, and for frames of a later version. */
export function frameToSse(frameText: string): SseText | null {
  const cut = cutEvents(frameText);
  if (cut !== null) return eventsToSse(cut);
  const passed = PASSED_ON.exec(frameText);
  if (passed !== null) return { step: NO_STEP, text: block(passed[1]!, frameText) };
  const frame = decodeServerFrame(frameText);
  switch (frame?.type) {
    case "events":
      return eventsToSse(encodeEach(frame));
    case "caught_up":
      return { step: { kind: "frame", frame }, text: idLine(frame) + block(frame.type, frameText) };
    case "reset": {
      const head = { epoch: frame.epoch, seq: frame.head };
      return { step: { kind: "frame", frame }, text: idLine(head) + block(frame.type, frameText) };
    }
    case "welcome":
    case "bye":
      return { step: { kind: "frame", frame }, text: block(frame.type, frameText) };
    case "snapshot":
    case "snapshot_part":
    case "presence":
    case "vitals":
    case "notice":
      return { step: NO_STEP, text: block(frame.type, frameText) };
    case "pong":
    case undefined:
      return null;
  }
}

const NO_STEP = { kind: "none" } as const;
/** Frames that are passed on without looking inside. */
const PASSED_ON = /^\{"type":"(snapshot|snapshot_part|presence|vitals|notice)"[,}]/;

/** An `events` frame whose events are texts. */
interface CutFrame {
  readonly epoch: string;
  readonly after: number;
  readonly through: number;
  readonly patchText: string | null;
  readonly events: readonly { readonly seq: number; readonly text: string }[];
}

/** As `encodeEventsFrame` writes it where there is no patch. */
const FRAME_HEAD =
  /^\{"type":"events","epoch":"([0-9a-z]{9})","after":(\d{1,16}),"through":(\d{1,16}),"replay":(?:true|false),"events":\[/;
const FRAME_END = "]}";
/** As the room writes an event: nothing can stand in its id that ends the text early. */
const EVENT_HEAD = /^\{"id":"(?:[^"\\]|\\.)*","seq":(\d{1,16}),/;

/** The texts of a frame's events, without parsing one; null where the frame is not written as our room writes it. */
function cutEvents(frameText: string): CutFrame | null {
  const head = FRAME_HEAD.exec(frameText);
  if (head === null || !frameText.endsWith(FRAME_END)) return null;
  const inside = frameText.slice(head[0].length, -FRAME_END.length);
  const texts = inside === "" ? [] : inside.split(EVENT_SEPARATOR);
  const events: { seq: number; text: string }[] = [];
  for (const text of texts) {
    const seq = EVENT_HEAD.exec(text)?.[1];
    if (seq === undefined || !text.endsWith("}") || /[\r\n]/.test(text)) return null;
    events.push({ seq: Number(seq), text });
  }
  return { epoch: head[1]!, after: Number(head[2]), through: Number(head[3]), patchText: null, events };
}

/** The same by way of the parser, for frames with a patch and for those of a room of another build. */
function encodeEach({ epoch, after, through, events, patch }: EventsFrame): CutFrame {
  return {
    epoch,
    after,
    through,
    patchText: patch === undefined ? null : JSON.stringify(patch),
    events: events.map((event) => ({ seq: event.seq, text: JSON.stringify(event) })),
  };
}

function eventsToSse({ epoch, after, through, patchText, events }: CutFrame): SseText {
  const blocks = events.map(({ seq, text }) => `${idLine({ epoch, seq })}data: ${text}\n\n`);
  if (patchText !== null) blocks.push(block("patch", `{"epoch":"${epoch}","seq":${through},"patch":${patchText}}`));
  // The position moves past what a filter took out; a block without data is not dispatched, but its id is kept.
  if (events.at(-1)?.seq !== through) blocks.push(`${idLine({ epoch, seq: through })}\n`);
  return { step: { kind: "events", after, through }, text: blocks.join("") };
}

function idLine(position: Position): string {
  return `id: ${encodeCursor(position)}\n`;
}

/** JSON's line breaks are white space; in an event stream they would end the line. */
function block(name: string, json: string): string {
  return `event: ${name}\ndata: ${json.replaceAll(/[\r\n]/g, "")}\n\n`;
}
