/**
 * The WebSocket of Fillcast, of the two Workers beside it and of the central server: text frames `{"type":"events","events":[…]}`.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Transport, Wire } from "../wire.ts";

const EVENTS_PREFIX = Buffer.from('{"type":"events"');

export const webSocket: Transport = ({ url, protocols = [] }, hearing) => {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false, skipUTF8Validation: true });
  socket.on("message", (bytes: Buffer) => hearing.message(bytes));
  socket.on("error", (error) => hearing.ended(String(error)));
  socket.on("close", (code, reason) => hearing.ended(`closed with ${code} ${reason.toString()}`));
  return {
    opened: once(socket, "open"),
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.removeAllListeners("close").removeAllListeners("message").terminate(),
  };
};

export const eventFrames: Wire = {
  transport: webSocket,
  decode(bytes) {
    if (!bytes.subarray(0, EVENTS_PREFIX.length).equals(EVENTS_PREFIX)) return null;
    const { events, through } = JSON.parse(bytes.toString("utf8")) as { events: { id: string }[]; through?: number };
    return { ids: events.map(({ id }) => id), through: through ?? 0 };
  },
};

/** A WebSocket that carries what was posted as it was posted: an event, or an array of them. */
export const bareBodies: Wire = {
  transport: webSocket,
  decode(bytes) {
    const posted = JSON.parse(bytes.toString("utf8")) as { id: string } | { id: string }[];
    return { ids: [posted].flat().map(({ id }) => id), through: 0 };
  },
};
