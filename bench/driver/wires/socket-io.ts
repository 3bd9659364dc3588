/**
 * Socket.IO 4 over a bare WebSocket: its own client would cost the driver more than the server. `0{…}` is the transport's hello,
 * `40…` the connection to the namespace, `42[…]` an event, and a `2` wants a `3`.
 */
import type { Transport, Wire } from "../wire.ts";
import { webSocket } from "./web-socket.ts";

const HELLO = "0".charCodeAt(0);
const PING = "2".charCodeAt(0);
const EVENT_PREFIX = Buffer.from("42[");

export const socketIoTransport: Transport = ({ url, greeting = "" }, hearing) => {
  const connected = Promise.withResolvers<void>();
  const channel = webSocket(
    { url },
    {
      message(bytes) {
        if (bytes[0] === HELLO) channel.send(`40${greeting}`);
        else if (bytes[0] === PING && bytes.length === 1) channel.send("3");
        else {
          hearing.message(bytes);
          connected.resolve();
        }
      },
      ended(why) {
        connected.reject(new Error(why));
        hearing.ended(why);
      },
    },
  );
  connected.promise.catch(() => undefined);
  return { ...channel, opened: channel.opened.then(() => connected.promise) };
};

/** An event packet: what was emitted, and the offset that connection state recovery adds; null for another packet. */
export function decodePacket(
  bytes: Buffer,
): { readonly ids: readonly string[]; readonly offset: string | null } | null {
  if (!bytes.subarray(0, EVENT_PREFIX.length).equals(EVENT_PREFIX)) return null;
  const [, posted, offset] = JSON.parse(bytes.toString("utf8", 2)) as [
    string,
    { id: string } | { id: string }[],
    string | undefined,
  ];
  return { ids: [posted].flat().map(({ id }) => id), offset: offset ?? null };
}

export const socketIoWire: Wire = {
  transport: socketIoTransport,
  decode(bytes) {
    const packet = decodePacket(bytes);
    return packet === null ? null : { ids: packet.ids, through: 0 };
  },
};
