/**
 * PartyServer's connections as the sockets that the feed knows, and refusals that never become connections.
 */
import type { CloseCode } from "@fillcast/protocol";
import type { Connection } from "partyserver";
import { CLOSED_HEADER } from "../rpc.ts";
import type { Attachment, Socket } from "./subscriber.ts";
import { sayBye } from "./subscribers.ts";

/** A runtime from 1.20261117 on says how much it holds for a socket; the type is older. */
interface Buffering {
  readonly bufferedAmount?: number;
}

export function connectionToSocket(ctx: DurableObjectState, connection: Connection<Attachment>): Socket {
  return {
    id: connection.id,
    send: (text) => connection.send(text),
    close: (code, reason) => connection.close(code, reason),
    lastPingAt: () => ctx.getWebSocketAutoResponseTimestamp(connection)?.getTime() ?? null,
    bufferedBytes: () => (connection as Buffering).bufferedAmount ?? 0,
    save: (attachment) => {
      connection.setState(attachment);
    },
  };
}

/** Accepts an upgrade only to close it: a browser cannot read a failed handshake. */
export function refuseSocket(code: CloseCode, retryAfterMs?: number): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  sayBye(server, code, retryAfterMs);
  return new Response(null, { status: 101, webSocket: client, headers: { [CLOSED_HEADER]: String(code) } });
}
