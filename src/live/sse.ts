/**
 * `GET /v1/feeds/:feed/sse`: the feed as server-sent events. The Worker holds the stream and is itself a subscriber of the
 * room over a WebSocket, since a response that the room held would keep it awake.
 */
import { Hono } from "hono";
import { CLOSE, decodeCursor, type CloseCode } from "@fillcast/protocol";
import { refuse, type Refused } from "../../parties/feed/rpc.ts";
import { authenticate } from "../auth/authenticate.ts";
import { socketCredential } from "../auth/credentials.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { edgeOf } from "../ingest/edge.ts";
import { SseBridge } from "./sse-bridge.ts";
import { subscribe } from "./subscribe.ts";
import { decodeWishes, type Wishes } from "./wishes.ts";

/** A deployment ends all streams at once: the readers come back spread over this. */
const RETRY_MIN_MS = 2_000;
const RETRY_SPREAD_MS = 3_000;
const HEADERS = { "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform" };

export const sseRoutes = new Hono<AppEnv>();

sseRoutes.get("/v1/feeds/:feed/sse", async (c) => {
  const grant = authenticate(c, socketCredential(c), "watch", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const wishes = decodeSseWishes(c);
  if (wishes.kind === "refused") return answerProblem(c, wishes.problem);
  if (c.req.method === "HEAD") return new Response(null, { headers: HEADERS });
  const room = await subscribe(c.env, grant, { ...wishes, ack: true }, edgeOf(c).colo).catch(() => null);
  if (room === null || room.webSocket === null) return answerProblem(c, refuseForClose(CLOSE.roomRestarting).problem);
  const retryMs = RETRY_MIN_MS + Math.floor(Math.random() * RETRY_SPREAD_MS);
  const bridged = await new SseBridge(room.webSocket, retryMs).open();
  if (bridged.kind === "closed") return answerProblem(c, refuseForClose(bridged.code).problem);
  return new Response(bridged.stream, { headers: HEADERS });
});

/** A position that the reader brings back wins over where its address says to begin, which it repeats on every return. */
function decodeSseWishes(c: AppContext): Wishes | Refused {
  const query = new URL(c.req.url).searchParams;
  const cursor = c.req.header("Last-Event-ID") || query.get("last_event_id") || null;
  if (cursor === null) return decodeWishes(query);
  const position = decodeCursor(cursor);
  if (position === null) return refuse("invalid-request", "Last-Event-ID is an id as this stream gave it, or absent.");
  for (const name of ["epoch", "after", "tail", "since"]) query.delete(name);
  const wishes = decodeWishes(query);
  return wishes.kind === "refused" ? wishes : { ...wishes, start: { kind: "resume", position } };
}

/** What the room's close means where the answer is still a status. */
function refuseForClose(code: CloseCode): Refused {
  switch (code) {
    case CLOSE.unauthenticated:
      return refuse("key-revoked", "This key is not on the feed's list: it was revoked. Issue a new one.");
    case CLOSE.feedNotFound:
      return refuse("feed-not-found", "There is no such feed. Create it first.");
    case CLOSE.credentialsExpired:
      return refuse("credentials-expired", "This key has expired. Issue a new key.");
    default:
      return refuse("room-overloaded", "The feed's room takes no reader at the moment. Come back.", { retryAfterS: 5 });
  }
}
