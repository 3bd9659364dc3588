/**
 * An HTTP server in the shape of Freqtrade's API: the login, GET routes that its owner answers, and the message stream. The demo's
 * relayed bots have one, and so has the bot of the relay's own tests, which makes it fail. It takes no order: all of its POST
 * routes are the login's.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}
export interface BotApiOptions {
  readonly user: string;
  readonly password: string;
  /** The value of a GET route behind `/api/v1/`; undefined for what is not there. */
  readonly read: (route: string, query: URLSearchParams) => unknown;
  /** False for a message type that this version does not have. Default: those of 2026.9. */
  readonly knows?: (type: string) => boolean;
  /** Before anything else; answers in its place, `hang` never answers, null answers as usual. An upgrade is cut off unless it is null. */
  readonly hear?: (method: string, route: string) => ApiAnswer | "hang" | null;
  /** False for a stream that opens and says nothing. */
  readonly isTalking?: () => boolean;
}
export interface BotApi {
  /** Takes connections on loopback: on any free port at first, later on the same one. */
  listen(): Promise<number>;
  /** As the end of a process does: cuts every connection, and nothing listens any more. */
  close(): Promise<void>;
  /** Says a message over every stream that subscribed to its type. */
  say(message: { readonly type?: unknown }): void;
  /** That have subscribed. */
  streams(): number;
  cutStreams(): void;
  /** Tokens that were given out so far count no more. */
  expireTokens(): void;
}

const HOST = "127.0.0.1";
const PREFIX = "/api/v1/";
const STREAM = "message/ws";
/** A request of the stream is a list of types. */
const REQUEST_MAX_BYTES = 16 * 1024;
/** Of 2026.9. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set(
  `status warning exception startup entry entry_fill entry_cancel exit exit_fill exit_cancel protection_trigger
   protection_trigger_global liquidation_warning strategy_msg whitelist analyzed_df new_candle`.split(/\s+/),
);

export function createBotApi(options: BotApiOptions): BotApi {
  const { user, password, read, hear = () => null, isTalking = () => true } = options;
  const knows = options.knows ?? ((type: string) => KNOWN_TYPES.has(type));
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const streams = new Map<WebSocket, ReadonlySet<string>>();
  let token = randomUUID();
  let server: Server | null = null;
  let port = 0;

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = urlOf(request);
    const route = pathname.replace(PREFIX, "");
    const method = request.method ?? "";
    const instead = hear(method, route);
    if (instead === "hang") return;
    if (instead !== null) return void response.writeHead(instead.status).end(instead.body);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const given = request.headers.authorization;
    if (route === "ping") return answer(200, { status: "pong" });
    if (route === "token/login" && method === "POST") {
      if (given !== basic) return answer(401, { detail: "Incorrect username or password" });
      return answer(200, { access_token: token, refresh_token: token });
    }
    if (given !== `Bearer ${token}`) return answer(401, { detail: "Unauthorized" });
    if (route === "token/refresh" && method === "POST") return answer(200, { access_token: token });
    if (method !== "GET") return answer(405, { detail: "Method Not Allowed" });
    const value = read(route, searchParams);
    if (value === undefined) answer(404, { detail: route.startsWith("trade/") ? "Trade not found." : "Not Found" });
    else answer(200, value);
  };

  const listenToStream = (stream: WebSocket): void => {
    streams.set(stream, new Set());
    stream.on("close", () => streams.delete(stream));
    stream.on("error", () => undefined);
    stream.on("message", (bytes: Buffer) => {
      const { type, data } = readRequest(bytes.toString("utf8"));
      if (!isTalking()) return;
      if (type === "whitelist") stream.send(JSON.stringify({ type: "whitelist", data: [] }));
      const types = Array.isArray(data) ? data.map(String) : [];
      // One type that it does not know, and it ignores the list without a word.
      if (type === "subscribe" && types.every(knows)) streams.set(stream, new Set(types));
    });
  };

  const cutStreams = (): void => {
    for (const stream of streams.keys()) stream.terminate();
    streams.clear();
  };

  return {
    listen: async () => {
      const next = createServer(handle);
      const sockets = new WebSocketServer({ noServer: true, maxPayload: REQUEST_MAX_BYTES });
      next.on("upgrade", (request, socket, head) => {
        const { pathname, searchParams } = urlOf(request);
        const instead = hear("UPGRADE", pathname.replace(PREFIX, ""));
        if (instead !== null || pathname !== PREFIX + STREAM) return void socket.destroy();
        sockets.handleUpgrade(request, socket, head, (stream) => {
          if (searchParams.get("token") === token) listenToStream(stream);
          else stream.close(1008);
        });
      });
      next.listen(port, HOST);
      await once(next, "listening");
      server = next;
      ({ port } = next.address() as AddressInfo);
      return port;
    },
    close: async () => {
      const last = server;
      server = null;
      cutStreams();
      if (last === null) return;
      last.closeAllConnections();
      last.close();
      await once(last, "close");
    },
    say: (message) => {
      for (const [stream, types] of streams) if (types.has(String(message.type))) stream.send(JSON.stringify(message));
    },
    streams: () => [...streams.values()].filter((types) => types.size > 0).length,
    cutStreams,
    expireTokens: () => void (token = randomUUID()),
  };
}

function urlOf(request: IncomingMessage): URL {
  const path = request.url ?? "/";
  return URL.canParse(path, "http://bot") ? new URL(path, "http://bot") : new URL("http://bot");
}

/** Anything from outside; what cannot be read asks for nothing. */
function readRequest(text: string): { readonly type?: unknown; readonly data?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
