/**
 * `GET /parties/feed/:feed`, the live socket, at the address that a plain partysocket uses. It checks, in this order:
 * version, feed, key, wishes. A refused socket is accepted and closed with its code, because a browser cannot read a failed
 * handshake. Only accepted subscriptions reach the room.
 */
import { CLOSED_HEADER } from "../../parties/feed/rpc.ts";
import { Hono } from "hono/tiny";
import {
  CLOSE,
  PROTOCOL_VERSION,
  closeReason,
  encodeFrame,
  isFeedId,
  problemToCloseCode,
  refuse,
  isRefused,
  type CloseCode,
  type Problem,
} from "@fillcast/protocol";
import { socketCredential } from "../auth/credentials.ts";
import { admitKey } from "../auth/require.ts";
import { refuseStorm } from "../auth/storm.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answering, type Answer } from "../http/problem.ts";
import { subscribe } from "./subscribe.ts";
import { decodeWishes } from "./wishes.ts";

/** Chosen where a client offers it; a client that offers nothing gets nothing. */
const SUBPROTOCOL = "fillcast.v1";
const RETRY_AFTER_MS = 1_000;

export const socketRoutes = new Hono<AppEnv>();

socketRoutes.get(
  "/parties/feed/:feed",
  answering(async (c) => {
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      const detail = "This endpoint is for WebSockets only. For plain HTTP use /v1/feeds/:feed/sse.";
      return refuse("upgrade-required", detail);
    }
    const opened = await open(c);
    return isRefused(opened) ? closeFor(c, opened.problem) : opened;
  }),
);

async function open(c: AppContext): Promise<Answer> {
  const query = new URL(c.req.url).searchParams;
  if ((query.get("v") ?? String(PROTOCOL_VERSION)) !== String(PROTOCOL_VERSION)) {
    return close(c, CLOSE.unsupportedVersion);
  }
  if (!isFeedId(rawSegment(c, 2))) return close(c, CLOSE.feedNotFound);
  const keyed = admitKey(c, "watch", socketCredential(c));
  if (isRefused(keyed)) return keyed;
  const wishes = decodeWishes(query);
  if (isRefused(wishes)) return wishes;
  const storm = await refuseStorm(c.env, keyed.get("grant"), c.get("nowMs"));
  if (storm !== null) return storm;
  const upgraded = await subscribe(keyed, wishes);
  if (isRefused(upgraded)) {
    // Coming back is what a reader does anyway; of anything worse it hears in words.
    return upgraded.problem.slug === "room-unreachable" ? close(c, CLOSE.roomRestarting) : upgraded;
  }
  const closed = readClosed(upgraded);
  if (closed !== null) c.set("problem", closed);
  if (upgraded.webSocket !== null) return handOver(c, upgraded.webSocket);
  await upgraded.body?.cancel();
  return close(c, CLOSE.roomRestarting);
}

/** What the room closed its own socket for, where the key will never open one. */
function readClosed(answer: Response): Problem | null {
  switch (Number(answer.headers.get(CLOSED_HEADER))) {
    case CLOSE.unauthenticated:
      return refuse("key-revoked", "This key was revoked. Issue a new one.").problem;
    case CLOSE.feedNotFound:
      return refuse("feed-not-found", "This feed does not exist. Create it with POST /v1/feeds.").problem;
    default:
      return null;
  }
}

function closeFor(c: AppContext, { slug, detail, retryAfterS }: Problem): Response {
  return close(c, problemToCloseCode(slug), detail, retryAfterS === undefined ? undefined : retryAfterS * 1_000);
}

/** Refuses an upgrade in words: a `bye`, then the close. */
function close(c: AppContext, code: CloseCode, detail?: string, retryAfterMs = RETRY_AFTER_MS): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  const reason = closeReason(code);
  const retry = code < CLOSE.malformedFrame ? { retryAfterMs } : {};
  server.accept();
  server.send(encodeFrame({ type: "bye", code, reason, ...retry, ...(detail === undefined ? {} : { detail }) }));
  server.close(code, reason);
  return handOver(c, client);
}

/** A new answer around the socket: the room's has immutable headers. */
function handOver(c: AppContext, webSocket: WebSocket): Response {
  const offered = (c.req.header("Sec-WebSocket-Protocol") ?? "").split(",").map((name) => name.trim());
  const headers = offered.includes(SUBPROTOCOL) ? { "Sec-WebSocket-Protocol": SUBPROTOCOL } : {};
  return new Response(null, { status: 101, webSocket, headers: headers as Record<string, string> });
}
