/**
 * The live socket's frames as server-sent events. Pure. An event of the feed is a plain message whose `id` is its cursor,
 * so that a browser's own `Last-Event-ID` resumes; everything else has its frame's type as the event's name.
 */
import { encodeCursor, type ServerFrame } from "@fillcast/protocol";

/** The text for one frame; empty for what concerns only the socket. `retryMs` is how long the reader waits before it comes back. */
export function frameToSse(frame: ServerFrame, retryMs: number): string {
  switch (frame.type) {
    case "welcome":
      return `retry: ${retryMs}\n${block("welcome", frame)}`;
    case "events": {
      const { epoch, through, events, patch } = frame;
      const messages = events.map((event) => message(encodeCursor({ epoch, seq: event.seq }), event));
      const patches = patch === undefined ? [] : [block("patch", { epoch, seq: through, patch })];
      // The position moves past what a filter took out; a block without data is not dispatched, but its id is kept.
      const covered = events.at(-1)?.seq === through ? [] : [`id: ${encodeCursor({ epoch, seq: through })}\n\n`];
      return [...messages, ...patches, ...covered].join("");
    }
    case "caught_up":
      return `id: ${encodeCursor(frame)}\n${block("caught_up", frame)}`;
    case "reset":
      return `id: ${encodeCursor({ epoch: frame.epoch, seq: frame.head })}\n${block("reset", frame)}`;
    case "snapshot":
    case "presence":
    case "notice":
    case "bye":
      return block(frame.type, frame);
    case "pong":
      return "";
  }
}

/** Keeps what is in between from closing an idle stream. */
export const SSE_COMMENT = ": ping\n\n";

function message(cursor: string, event: object): string {
  return `id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`;
}

function block(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
