/**
 * `GET /v1/feeds/:feed/sse`: the feed as server-sent events. The Worker holds the stream and subscribes to the room over a
 * WebSocket; a response held by the room would keep it awake.
 */
import { Hono } from "hono/tiny";
import {
  CLOSE,
  SUBSCRIBER_LIMIT_RETRY_MS,
  decodeCursor,
  refuse,
  isRefused,
  type CloseCode,
  type Refused,
} from "@fillcast/protocol";
import { socketCredential } from "../auth/credentials.ts";
import { withKey } from "../auth/require.ts";
import type { AppContext, AppEnv, KeyedContext } from "../http/context.ts";
import type { Answer } from "../http/problem.ts";
import { SseBridge } from "./sse-bridge.ts";
import { subscribe } from "./subscribe.ts";
import { decodeWishes, type Wishes } from "./wishes.ts";

/** A deployment ends all streams at once: the readers come back spread over this. */
const RETRY_MIN_MS = 2_000;
const RETRY_SPREAD_MS = 3_000;
const HEADERS = { "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform" };

export const sseRoutes = new Hono<AppEnv>();

sseRoutes.get("/v1/feeds/:feed/sse", withKey("watch", openStream, socketCredential));

async function openStream(c: KeyedContext): Promise<Answer> {
  const wishes = decodeSseWishes(c);
  if (isRefused(wishes)) return wishes;
  if (c.req.method === "HEAD") return new Response(null, { headers: HEADERS });
  const upgraded = await subscribe(c, { ...wishes, ack: true });
  if (isRefused(upgraded)) return upgraded;
  const { webSocket } = upgraded;
  if (webSocket === null) return refuseForClose(CLOSE.roomRestarting);
  const retryMs = RETRY_MIN_MS + Math.floor(Math.random() * RETRY_SPREAD_MS);
  const bridged = await new SseBridge(webSocket, retryMs).open();
  if (bridged.kind === "closed") return refuseForClose(bridged.code);
  return new Response(bridged.stream, { headers: HEADERS });
}

/** A position that the reader brings back wins over where its address says to begin, which it repeats on every return. */
function decodeSseWishes(c: AppContext): Wishes | Refused {
  const query = new URL(c.req.url).searchParams;
  const cursor = c.req.header("Last-Event-ID") || query.get("last_event_id") || null;
  if (cursor === null) return decodeWishes(query);
  const position = decodeCursor(cursor);
  if (position === null)
    return refuse(
      "invalid-request",
      "Last-Event-ID (or last_event_id) must be an id from this stream. Leave it out to begin now.",
    );
  for (const name of ["epoch", "after", "tail", "since"]) query.delete(name);
  const wishes = decodeWishes(query);
  return isRefused(wishes) ? wishes : { ...wishes, start: { kind: "resume", position } };
}

/** What the room's close means where the answer is still a status. */
function refuseForClose(code: CloseCode): Refused {
  switch (code) {
    case CLOSE.unauthenticated:
      return refuse("key-revoked", "This key was revoked. Issue a new one.");
    case CLOSE.feedNotFound:
      return refuse("feed-not-found", "This feed does not exist. Create it with POST /v1/feeds.");
    case CLOSE.credentialsExpired:
      return refuse("credentials-expired", "This key has expired. Issue a new key.");
    case CLOSE.rateLimited:
      return refuse("rate-limited", "This key or feed has the maximum number of open sockets and streams. Close one.", {
        retryAfterS: SUBSCRIBER_LIMIT_RETRY_MS / 1_000,
      });
    default:
      return refuse("room-unreachable", "The feed cannot accept connections right now. Retry later.", {
        retryAfterS: 5,
      });
  }
}
