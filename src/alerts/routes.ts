/**
 * Destinations over HTTP: where a feed's alerts go. An owner manages all of them; a key that reads manages the device that it is
 * used on. Addresses come in here and are never answered. What is sent, and when, is the room's.
 */
import { isFeedId, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { MadeDestination } from "../../parties/feed/rpc.ts";
import { envToSecrets } from "../auth/authenticate.ts";
import { withVisitor } from "../auth/require.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { answering } from "../http/problem.ts";
import { RoomClient } from "../room-client.ts";
import { createDestinationId, isDestinationId } from "./id.ts";
import {
  addDestinationSchema,
  changeDestinationSchema,
  chatsSchema,
  renewDestinationSchema,
  toAddress,
  toRules,
} from "./schema.ts";

const PUBLIC_KEY = /^B[A-Za-z0-9_-]{86}$/;

export const alertRoutes = new Hono<AppEnv>();

alertRoutes.get(
  "/v1/feeds/:feed/destinations",
  withVisitor("subscribe", async (c) => {
    const listed = await c.get("room").listDestinations();
    return isRefused(listed) ? listed : c.json({ destinations: listed.destinations });
  }),
);

alertRoutes.post(
  "/v1/feeds/:feed/destinations",
  withVisitor("subscribe", async (c) => {
    const wish = await readJson(c.req.raw, addDestinationSchema);
    if (isRefused(wish)) return wish;
    const room = c.get("room");
    const id = createDestinationId(room.feed, envToSecrets(c.env));
    const { label } = wish;
    const address = toAddress(wish.address);
    return answerMade(
      c,
      await room.addDestination({ id, label, address, rules: toRules(wish.rules), origin: originOf(c) }),
      201,
    );
  }),
);

alertRoutes.patch(
  "/v1/feeds/:feed/destinations/:id",
  withVisitor("subscribe", async (c) => {
    const wish = await readJson(c.req.raw, changeDestinationSchema);
    if (isRefused(wish)) return wish;
    const { label, address, rules, on } = wish;
    const change = {
      ...(label === undefined ? {} : { label }),
      ...(address === undefined ? {} : { address: toAddress(address) }),
      ...(rules === undefined ? {} : { rules: toRules(rules) }),
      ...(on === undefined ? {} : { on }),
      origin: originOf(c),
    };
    return answerMade(c, await c.get("room").changeDestination(rawSegment(c, 4), change), 200);
  }),
);

alertRoutes.delete(
  "/v1/feeds/:feed/destinations/:id",
  withVisitor("subscribe", async (c) => {
    const removed = await c.get("room").removeDestination(rawSegment(c, 4));
    return isRefused(removed) ? removed : c.body(null, 204);
  }),
);

alertRoutes.post(
  "/v1/feeds/:feed/destinations/:id/test",
  withVisitor("subscribe", async (c) => {
    const tested = await c.get("room").testDestination(rawSegment(c, 4));
    return isRefused(tested) ? tested : c.json({ delivered: true });
  }),
);

/** Without a key: the service worker has none. An id that we have not made asks neither room nor database. */
alertRoutes.post(
  "/v1/feeds/:feed/destinations/:id/renew",
  answering(async (c) => {
    const [feed, id] = [rawSegment(c, 2), rawSegment(c, 4)];
    if (!isFeedId(feed) || !isDestinationId(feed, id, envToSecrets(c.env))) {
      return refuse("destination-not-found", "The feed has no destination with this id.");
    }
    const wish = await readJson(c.req.raw, renewDestinationSchema);
    if (isRefused(wish)) return wish;
    const renewed = await new RoomClient(c.env, feed, { kind: "admin" }).renewDestination({
      id,
      auth: wish.auth,
      address: toAddress(wish.address),
    });
    return isRefused(renewed) ? renewed : c.body(null, 204);
  }),
);

alertRoutes.post(
  "/v1/feeds/:feed/telegram-chats",
  withVisitor("owner", async (c) => {
    const wish = await readJson(c.req.raw, chatsSchema);
    if (isRefused(wish)) return wish;
    const found = await c.get("room").findChats(wish.token);
    return isRefused(found) ? found : c.json({ chats: found.chats });
  }),
);

/** What a browser subscribes with. */
alertRoutes.get(
  "/v1/push",
  answering((c) => {
    const { VAPID_PUBLIC_KEY: key, VAPID_PRIVATE_KEY: secret } = c.env;
    if (key === undefined || !PUBLIC_KEY.test(key) || !secret) {
      return refuse("push-not-set-up", "This server has no keys for push messages. Its operator can add them.");
    }
    return c.json({ key });
  }),
);

/** Where the dashboard is, as the caller reached it. */
function originOf(c: AppContext): string {
  return new URL(c.req.url).origin;
}

function answerMade(c: AppContext, made: MadeDestination | Refused, status: 200 | 201): Response | Refused {
  return isRefused(made) ? made : c.json(made.destination, status);
}
