/**
 * The sides that a reader can come back to. Of the others, none gives a reader what it missed, and
 * socket.io is no dependency of this repository.
 */
import { decodeServerFrame, encodeFrame } from "@fillcast/protocol";
import { eventId } from "../driver/event.ts";
import { fillcast } from "../sides/fillcast.ts";
import { nchan, nchanAbsence } from "../sides/nchan.ts";
import type { Dialect, StormSide } from "./dialect.ts";

/** A position is `<epoch> <seq>`. A replayed frame is acknowledged at once, as the client library does. */
export const fillcastDialect: Dialect = {
  protocols: [],
  saysCaughtUp: true,
  toQuery(position) {
    const [epoch, seq] = position.split(" ");
    return `epoch=${epoch}&after=${seq}`;
  },
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
  protocols: ["ws+meta.nchan"],
  saysCaughtUp: false,
  toQuery: (position) => `last_event_id=${position}`,
  hear(message) {
    const position = /^id: (\S+)\n/.exec(message)?.[1];
    if (position === undefined) return { kind: "other" };
    const body = message.slice(message.indexOf("\n\n") + 2);
    return { kind: "events", ids: [eventId(body)], position, follows: null, acknowledgement: null };
  },
};

export const STORM_SIDES: readonly StormSide[] = [
  { side: fillcast, dialect: fillcastDialect, absence: () => null },
  { side: nchan, dialect: nchanDialect, absence: nchanAbsence },
];
