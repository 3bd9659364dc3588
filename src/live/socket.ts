/**
 * `GET /parties/feed/:feed`, the live socket, at the address that a plain partysocket uses. Everything is decided here, in
 * this order: version, feed, key, wishes. What is refused is accepted and closed with its code, since a browser cannot read
 * a failed handshake. The room sees only what may come in.
 */
import { refuse } from "../../parties/feed/rpc.ts";
import { Hono } from "hono";
import {
  CLOSE,
  PROTOCOL_VERSION,
  closeReason,
  encodeFrame,
  isFeedId,
  problemToCloseCode,
  type CloseCode,
  type Problem,
} from "@fillcast/protocol";
import { authenticate } from "../auth/authenticate.ts";
import { socketCredential } from "../auth/credentials.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { edgeOf } from "../ingest/edge.ts";
import { subscribe } from "./subscribe.ts";
import { decodeWishes } from "./wishes.ts";

/** Chosen where a client offers it; a client that offers nothing gets nothing. */
const SUBPROTOCOL = "fillcast.v1";
const RETRY_AFTER_MS = 1_000;

export const socketRoutes = new Hono<AppEnv>();

socketRoutes.get("/parties/feed/:feed", async (c) => {
  if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
    const detail = "This address takes WebSockets only. For plain HTTP there is /v1/feeds/:feed/sse.";
    return answerProblem(c, refuse("upgrade-required", detail).problem);
  }
  return open(c);
});

async function open(c: AppContext): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  if ((query.get("v") ?? String(PROTOCOL_VERSION)) !== String(PROTOCOL_VERSION)) {
    return close(c, CLOSE.unsupportedVersion);
  }
  const feed = rawSegment(c, 2);
  if (!isFeedId(feed)) return close(c, CLOSE.feedNotFound);
  const grant = authenticate(c, socketCredential(c), "watch", feed);
  if (grant.kind === "refused") return closeFor(c, grant.problem);
  const wishes = decodeWishes(query);
  if (wishes.kind === "refused") return closeFor(c, wishes.problem);
  try {
    const answer = await subscribe(c.env, grant, wishes, edgeOf(c).colo);
    if (answer.webSocket !== null) return handOver(c, answer.webSocket);
    await answer.body?.cancel();
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "subscribe failed", error: (error as Error).name }));
  }
  return close(c, CLOSE.roomRestarting);
}

function closeFor(c: AppContext, problem: Problem): Response {
  return close(c, problemToCloseCode(problem.slug), problem.detail);
}

/** Refuses an upgrade in words: a `bye`, then the close. */
function close(c: AppContext, code: CloseCode, detail?: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  const reason = closeReason(code);
  const retry = code < CLOSE.malformedFrame ? { retryAfterMs: RETRY_AFTER_MS } : {};
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
