/**
 * `/v1/rooms…`: a room from inside, for the operator, an owner, or a key with the scope `inspect`. Uses RPC, which wakes a
 * sleeping room only for the question. A room that does not exist is not created.
 */
import { EVENT_SEPARATOR, FEED_PATTERN, isFeedId, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { LogBounds, LogRead } from "../../parties/feed/rpc.ts";
import { isOperator, withKey, withVisitor } from "../auth/require.ts";
import { listFeeds } from "../feeds/directory.ts";
import type { AppEnv } from "../http/context.ts";
import { answering } from "../http/problem.ts";
import { answerStream } from "../http/lines.ts";
import { LIMIT_DEFAULT, limitParameter, oneOf, readQuery } from "../http/query.ts";

const TAIL_EVENTS = 50;
/** Of one call of the room. */
const TAIL_READ_BYTES = 512 * 1024;

/** What a list of rooms takes; a tail takes its limit alone. */
export const ROOMS_QUERY = {
  cursor: oneOf((text) => (isFeedId(text) ? text : null), "must be the `next` of the previous response", {
    type: "string",
    pattern: FEED_PATTERN.source,
  }),
  limit: limitParameter,
};

export const TAIL_QUERY = { limit: limitParameter };

export const inspectRoutes = new Hono<AppEnv>();

/** The operator sees every feed, by name and from the directory alone; a key sees the room of its own feed. */
inspectRoutes.get("/v1/rooms", (c) => (isOperator(c) ? listAllRooms(c) : listOwnRoom(c)));

const listOwnRoom = withKey("inspect", async (c) => {
  const query = readQuery(new URL(c.req.url).searchParams, ROOMS_QUERY);
  if (isRefused(query)) return query;
  const inspection = await c.get("room").inspect();
  if (isRefused(inspection)) return inspection;
  const { feed, region, epoch, createdAt } = inspection;
  return c.json({ rooms: [{ feed, region, epoch, createdAt }], next: null });
});

inspectRoutes.get(
  "/v1/rooms/:feed",
  withVisitor("inspect", async (c) => {
    const answer = await c.get("room").inspect();
    if (isRefused(answer)) return answer;
    const { kind: _, ...inspection } = answer;
    return c.json(inspection);
  }),
);

inspectRoutes.get(
  "/v1/rooms/:feed/subscribers",
  withVisitor("inspect", async (c) => {
    const answer = await c.get("room").inspectSubscribers();
    return isRefused(answer) ? answer : c.json({ subscribers: answer.subscribers });
  }),
);

/** The newest events as the room holds them, oldest first. */
inspectRoutes.get(
  "/v1/rooms/:feed/tail",
  withVisitor("inspect", async (c) => {
    const query = readQuery(new URL(c.req.url).searchParams, TAIL_QUERY);
    if (isRefused(query)) return query;
    const { limit = TAIL_EVENTS } = query;
    const read = (after: number, through: number): Promise<LogRead | Refused> =>
      c.get("room").read({ after, through, maxBytes: TAIL_READ_BYTES });
    const bounds = await read(0, 0);
    if (isRefused(bounds)) return bounds;
    return answerStream(c, tailTexts(bounds, limit, read), { "Content-Type": "application/json" });
  }),
);

/** The newest events, a piece at a time: a thousand may be more than an instance should hold. */
async function* tailTexts(
  { epoch, head, oldest }: LogBounds,
  limit: number,
  read: (after: number, through: number) => Promise<LogRead | Refused>,
): AsyncGenerator<string | Refused> {
  yield `{"epoch":"${epoch}","head":${head},"oldest":${oldest},"events":[`;
  let separator = "";
  for (let after = Math.max(head - limit, oldest - 1); after < head;) {
    const slice = await read(after, head);
    if (isRefused(slice)) return yield slice;
    if (slice.after !== after || slice.text === "") return yield refuseMoved();
    yield separator + slice.text;
    separator = EVENT_SEPARATOR;
    after = slice.through;
  }
  yield "]}";
}

function refuseMoved(): Refused {
  return refuse("room-overloaded", "These events left the room's tail during the request. Retry the same request.", {
    retryAfterS: 1,
  });
}

const listAllRooms = answering(async (c) => {
  const query = readQuery(new URL(c.req.url).searchParams, ROOMS_QUERY);
  if (isRefused(query)) return query;
  const { cursor = "", limit = LIMIT_DEFAULT } = query;
  const feeds = await listFeeds(c.env.DB, cursor, limit + 1);
  if (isRefused(feeds)) return feeds;
  const rooms = feeds.slice(0, limit).map(({ feed, region, epoch, createdAt }) => {
    return { feed, region, epoch, createdAt };
  });
  const next = feeds.length > limit ? rooms.at(-1)!.feed : null;
  return c.json({ rooms, next });
});
