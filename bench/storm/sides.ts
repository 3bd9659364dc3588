/**
 * The sides that a reader can come back to. Of the others, none gives a reader what it missed.
 */
import { decodeServerFrame, encodeFrame } from "@fillcast/protocol";
import { eventId } from "../driver/event.ts";
import { decodeMessage, eventStream } from "../driver/wires/event-stream.ts";
import { decodePacket, socketIoTransport } from "../driver/wires/socket-io.ts";
import { webSocket } from "../driver/wires/web-socket.ts";
import { durableStreams } from "../sides/durable-streams.ts";
import { fillcast } from "../sides/fillcast.ts";
import { nchan } from "../sides/nchan.ts";
import { socketIo } from "../sides/socket-io.ts";
import type { Dialect, StormSide } from "./dialect.ts";

/** A position is `<epoch> <seq>`. A replayed frame is acknowledged at once, as the client library does. */
export const fillcastDialect: Dialect = {
  transport: webSocket,
  protocols: [],
  saysCaughtUp: true,
  toQuery({ position }) {
    const [epoch = "", after = ""] = position.split(" ");
    return { epoch, after };
  },
  toGreeting: () => "",
  hear(message) {
    const frame = decodeServerFrame(message);
    switch (frame?.type) {
      case "welcome":
        return { kind: "position", position: `${frame.epoch} ${frame.head}` };
      case "events":
        return {
          kind: "events",
          ids: frame.events.map(({ id }) => id),
          position: `${frame.epoch} ${frame.through}`,
          follows: `${frame.epoch} ${frame.after}`,
          acknowledgement: encodeFrame({ type: "ack", seq: frame.through }),
        };
      case "caught_up":
        return { kind: "caught-up", position: `${frame.epoch} ${frame.seq}` };
      case "reset":
        return { kind: "refused", reason: `reset ${frame.reason}` };
      default:
        return { kind: "other" };
    }
  },
};

/** A message is its id, its type, an empty line and the body as it was posted. */
export const nchanDialect: Dialect = {
  transport: webSocket,
  protocols: ["ws+meta.nchan"],
  saysCaughtUp: false,
  toQuery: ({ position }) => ({ last_event_id: position }),
  toGreeting: () => "",
  hear(message) {
    const position = /^id: (\S+)\n/.exec(message)?.[1];
    if (position === undefined) return { kind: "other" };
    const body = message.slice(message.indexOf("\n\n") + 2);
    return { kind: "events", ids: [eventId(body)], position, follows: null, acknowledgement: null };
  },
};

/** A position is the offset of the last packet, and good only within the session that the server still knows. */
export const socketIoDialect: Dialect = {
  transport: socketIoTransport,
  protocols: [],
  saysCaughtUp: false,
  toQuery: () => ({}),
  toGreeting: ({ position, session }) => JSON.stringify({ pid: session, offset: position }),
  hear(message) {
    if (message.startsWith("40")) {
      return { kind: "session", session: (JSON.parse(message.slice(2)) as { pid: string }).pid };
    }
    const packet = decodePacket(Buffer.from(message));
    if (packet === null) return { kind: "other" };
    return { kind: "events", ids: packet.ids, position: packet.offset ?? "", follows: null, acknowledgement: null };
  },
};

/** A position is the offset of the last control event. */
export const durableStreamsDialect: Dialect = {
  transport: eventStream,
  protocols: [],
  saysCaughtUp: false,
  toQuery: ({ position }) => ({ offset: position }),
  toGreeting: () => "",
  hear(message) {
    const { ids, offset } = decodeMessage(message);
    if (ids.length === 0) return { kind: "position", position: offset };
    return { kind: "events", ids, position: offset, follows: null, acknowledgement: null };
  },
};

export const STORM_SIDES: readonly StormSide[] = [
  { side: fillcast, dialect: fillcastDialect },
  { side: durableStreams, dialect: durableStreamsDialect },
  { side: nchan, dialect: nchanDialect },
  { side: socketIo, dialect: socketIoDialect },
];
