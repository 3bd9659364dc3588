/**
 * One connection over partysocket. The session decides when to connect, so each attempt uses a new partysocket that never
 * reconnects; comments at the options say what each works around. The session drops whatever a socket reports after its end,
 * by generation.
 */
import ReconnectingWebSocket from "partysocket/ws";
import type { ConnectOptions } from "./api.ts";
import { ANSWER_MS } from "./timing.ts";

/** An attempt or open connection. */
export interface Socket {
  /** Sends where it is open, else does nothing. */
  send(text: string): void;
  close(): void;
}

/** What is heard of it. */
export interface SocketEvents {
  readonly text: (text: string) => void;
  /** 1000, 1005 or 1006 where it broke or never opened. */
  readonly closed: (code: number, reason: string) => void;
}

/** Opens a connection with these query parameters. */
export type OpenSocket = (query: Readonly<Record<string, unknown>>, events: SocketEvents) => Socket;

/** Opens sockets to a feed, at the address that partysocket's own `party: "feed"` has. */
export function partySockets({ url, feed, WebSocket }: ConnectOptions): OpenSocket {
  // Its guess of ws or wss is wrong for `localhost` without a port and for some public addresses; the address says it.
  const address = `${url.replace(/^http/i, "ws")}/parties/feed/${encodeURIComponent(feed)}?`;
  return (query, { text, closed }) => {
    const end = ({ code = 1006, reason = "" }: Partial<CloseEvent>): void => closed(code, reason);
    // A text, never a function: one that hangs locks the socket for good, and one that rejects is retried forever.
    const socket = new ReconnectingWebSocket(address + new URLSearchParams(query as Record<string, string>), [], {
      WebSocket,
      // Its reconnection has no jitter, calls a broken connection a clean 1000, ignores reconnect() during a pause, and stops silently at `maxRetries`.
      maxRetries: 0,
      // The session has its own limit, up to the welcome; this one only must not be shorter.
      connectionTimeout: 2 * ANSWER_MS,
    });
    return Object.assign(socket, {
      // Properties, not listeners: those get clones, and the clone of its own close event has the word `close` for a code.
      onmessage: ({ data }: MessageEvent) => text(String(data)),
      onclose: end,
      // Where the constructor of WebSocket throws, there is an error event and no close event.
      onerror: end,
    });
  };
}
