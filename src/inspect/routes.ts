/**
 * `/v1/rooms…`: a room from inside, for the operator, an owner, or a key with the scope `inspect`. By RPC, which wakes a
 * sleeping room for the moment of the question and holds nothing open; a room that does not exist is not made.
 */
import { Hono } from "hono";
import { refuse, RPC_VERSION, type Refused } from "../../parties/feed/rpc.ts";
import { isAdminToken } from "../auth/admin.ts";
import { authenticate, authenticateVisitor } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { callRoom } from "../call-room.ts";
import { listFeeds } from "../feeds/directory.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";

const PAGE_ROOMS = 100;
const TAIL_EVENTS = 50;
const TAIL_MAX_EVENTS = 1_000;
const TAIL_MAX_BYTES = 512 * 1024;

export const inspectRoutes = new Hono<AppEnv>();

/** The operator sees every feed, by name and from the directory alone; a key sees the room of its own feed. */
inspectRoutes.get("/v1/rooms", async (c) => {
  const credential = apiCredential(c);
  if (credential !== null && isAdminToken(credential, c.env.ADMIN_TOKEN)) return listAllRooms(c);
  const grant = authenticate(c, credential, "inspect", null);
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const call = { v: RPC_VERSION, caller: { kind: "key", id: grant.keyId } } as const;
  const room = await callRoom(c.env, grant.feed, (stub) => stub.inspect(call));
  if (room.kind === "refused") return answerProblem(c, room.problem);
  const { feed, region, epoch, createdAt } = room;
  return c.json({ rooms: [{ feed, region, epoch, createdAt }], next: null });
});

inspectRoutes.get("/v1/rooms/:feed", async (c) => {
  const visitor = await authenticateVisitor(c, "inspect");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const { feed, caller } = visitor;
  const room = await callRoom(c.env, feed, (stub) => stub.inspect({ v: RPC_VERSION, caller }));
  if (room.kind === "refused") return answerProblem(c, room.problem);
  const { kind: _, ...inspection } = room;
  return c.json(inspection);
});

inspectRoutes.get("/v1/rooms/:feed/subscribers", async (c) => {
  const visitor = await authenticateVisitor(c, "inspect");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const { feed, caller } = visitor;
  const answer = await callRoom(c.env, feed, (stub) => stub.inspectSubscribers({ v: RPC_VERSION, caller }));
  if (answer.kind === "refused") return answerProblem(c, answer.problem);
  return c.json({ subscribers: answer.subscribers });
});

/** The newest events as the room holds them, oldest first; `limit` of them, fewer where they are large. */
inspectRoutes.get("/v1/rooms/:feed/tail", async (c) => {
  const visitor = await authenticateVisitor(c, "inspect");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const limit = decodeLimit(c.req.query("limit"));
  if (typeof limit !== "number") return answerProblem(c, limit.problem);
  const call = { v: RPC_VERSION, caller: visitor.caller } as const;
  const answer = await callRoom(c.env, visitor.feed, async (stub) => {
    const bounds = await stub.read({ ...call, after: 0, through: 0, maxBytes: 0 });
    if (bounds.kind === "refused") return bounds;
    const texts: string[] = [];
    for (let after = Math.max(bounds.head - limit, bounds.oldest - 1); after < bounds.head;) {
      const slice = await stub.read({ ...call, after, through: bounds.head, maxBytes: TAIL_MAX_BYTES });
      if (slice.kind === "refused") return slice;
      if (slice.text === "") break;
      texts.push(slice.text);
      after = slice.through;
    }
    return {
      kind: "tail" as const,
      epoch: bounds.epoch,
      head: bounds.head,
      oldest: bounds.oldest,
      text: texts.join(","),
    };
  });
  if (answer.kind === "refused") return answerProblem(c, answer.problem);
  const { epoch, head, oldest, text } = answer;
  const body = `{"epoch":"${epoch}","head":${head},"oldest":${oldest},"events":[${text}]}`;
  return c.body(body, 200, { "Content-Type": "application/json" });
});

async function listAllRooms(c: AppContext): Promise<Response> {
  const listed = await listFeeds(c.env.DB, c.req.query("cursor") ?? "", PAGE_ROOMS + 1);
  if (listed.kind === "refused") return answerProblem(c, listed.problem);
  const rooms = listed.feeds.slice(0, PAGE_ROOMS).map(({ feed, region, epoch, createdAt }) => {
    return { feed, region, epoch, createdAt };
  });
  const next = listed.feeds.length > PAGE_ROOMS ? rooms.at(-1)!.feed : null;
  return c.json({ rooms, next });
}

function decodeLimit(text: string | undefined): number | Refused {
  if (text === undefined) return TAIL_EVENTS;
  const limit = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= TAIL_MAX_EVENTS) return limit;
  return refuse("invalid-request", `limit is a whole number from 1 to ${TAIL_MAX_EVENTS}.`);
}
