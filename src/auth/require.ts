/**
 * Who may use a route. The handler runs only with a key that opens what it needs, with such a key or the operator's token,
 * or with the operator's token alone. The context then has the grant, and the room as this caller may call it.
 */
import { isFeedId, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { findFeed } from "../feeds/directory.ts";
import { rawSegment, type AppContext, type KeyedContext, type VisitorContext } from "../http/context.ts";
import { answering, type Answer } from "../http/problem.ts";
import { RoomClient } from "../room-client.ts";
import { isAdminToken } from "./admin.ts";
import { authenticate } from "./authenticate.ts";
import { apiCredential } from "./credentials.ts";
import type { Need } from "./grant.ts";

type Handler<Context> = (c: Context) => Answer | Promise<Answer>;
type Route = (c: AppContext) => Promise<Response>;

/** For a key of a feed: the one that the address names, if it names one. `credentialOf` says where the key may stand. */
export function withKey(need: Need, handler: Handler<KeyedContext>, credentialOf = apiCredential): Route {
  return answering((c) => {
    const keyed = admitKey(c, need, credentialOf(c));
    return isRefused(keyed) ? keyed : handler(keyed);
  });
}

/** For a key of the feed that the address names, or the operator: whose feed is looked up first, as no key proves that it exists. */
export function withVisitor(need: Need, handler: Handler<VisitorContext>): Route {
  return answering(async (c) => {
    const admitted = isOperator(c) ? await admitOperator(c) : admitKey(c, need, apiCredential(c));
    return isRefused(admitted) ? admitted : handler(admitted);
  });
}

/** For the operator. `detail` says so to a key that would open the feed. */
export function withOperator(detail: string, handler: Handler<AppContext>): Route {
  return answering((c) => {
    if (isOperator(c)) return handler(c);
    const grant = authenticate(c, apiCredential(c), "owner", namedFeed(c));
    return isRefused(grant) ? grant : refuse("forbidden", detail);
  });
}

/** True for a request with the operator's token. */
export function isOperator(c: AppContext): boolean {
  const credential = apiCredential(c);
  return credential !== null && isAdminToken(credential, c.env.ADMIN_TOKEN);
}

/** The context behind a key, or why the key does not open it. */
export function admitKey(c: AppContext, need: Need, credential: string | null): KeyedContext | Refused {
  const grant = authenticate(c, credential, need, namedFeed(c));
  if (isRefused(grant)) return grant;
  c.set("room", new RoomClient(c.env, grant.feed, { kind: "key", id: grant.keyId }));
  return c as KeyedContext;
}

async function admitOperator(c: AppContext): Promise<VisitorContext | Refused> {
  const feed = rawSegment(c, 2);
  const unknown = refuse("feed-not-found", "This feed does not exist. Create it with POST /v1/feeds.");
  if (!isFeedId(feed)) return unknown;
  const entry = await findFeed(c.env.DB, feed);
  if (isRefused(entry)) return entry;
  if (entry === null || entry.epoch === null) return unknown;
  if (entry.erasedAt !== null) {
    return refuse("feed-erased", "This feed was erased. Its name cannot be used again.");
  }
  c.set("room", new RoomClient(c.env, feed, { kind: "admin" }));
  return c as VisitorContext;
}

/** The feed in the address, null if the route has none. */
function namedFeed(c: AppContext): string | null {
  return c.req.param("feed") === undefined ? null : rawSegment(c, 2);
}
