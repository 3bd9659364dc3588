/**
 * Feeds, their keys and tickets over HTTP. Creating a feed is the operator's; keys are the operator's or an owner's; a
 * ticket is for keys that may subscribe.
 */
import { Hono } from "hono/tiny";
import { isRefused, quotasToJson, wishToQuotas } from "@fillcast/protocol";
import { envToSecrets } from "../auth/authenticate.ts";
import { signToken } from "../auth/jwt.ts";
import { withKey, withOperator, withVisitor } from "../auth/require.ts";
import { forgetTurnedAway } from "../auth/turned-away.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { createFeed } from "./create.ts";
import { eraseFeed } from "./erase.ts";
import { createKeyId, createKeyRecord, createTicketClaims, recordToClaims, recordToListed } from "./key.ts";
import { resolveRegion } from "./region.ts";
import { changeFeedSchema, createFeedSchema, issueKeySchema } from "./schema.ts";

export const feedRoutes = new Hono<AppEnv>();

feedRoutes.post(
  "/v1/feeds",
  withOperator("Only the operator's token can create feeds.", async (c) => {
    const wish = await readJson(c.req.raw, createFeedSchema);
    if (isRefused(wish)) return wish;
    const region = resolveRegion(wish.region, continentOf(c));
    const created = await createFeed(c.env, envToSecrets(c.env), { ...wish, region }, c.get("nowMs"));
    return isRefused(created) ? created : c.json(created, 201);
  }),
);

/** The operator's quotas of a feed. */
feedRoutes.patch(
  "/v1/feeds/:feed",
  withOperator(
    "Only the operator's token can set quotas.",
    withVisitor("owner", async (c) => {
      const change = await readJson(c.req.raw, changeFeedSchema);
      if (isRefused(change)) return change;
      const room = c.get("room");
      const set = await room.setLimits(change.limits);
      if (isRefused(set)) return set;
      forgetTurnedAway(room.feed);
      return c.json({ feed: room.feed, limits: quotasToJson(wishToQuotas(change.limits)) });
    }),
  ),
);

feedRoutes.delete(
  "/v1/feeds/:feed",
  withOperator("Only the operator's token can erase feeds.", async (c) => {
    const refused = await eraseFeed(c.env, rawSegment(c, 2), c.get("nowMs"));
    return refused ?? c.body(null, 204);
  }),
);

/** For an owner whose state is wrong: figures and ledger once more from the log, which stays as it is. */
feedRoutes.post(
  "/v1/feeds/:feed/rebuild",
  withVisitor("owner", async (c) => {
    const room = c.get("room");
    const begun = await room.rebuild();
    return isRefused(begun) ? begun : c.json({ feed: room.feed, state: "rebuilding" }, 202);
  }),
);

feedRoutes.post(
  "/v1/feeds/:feed/keys",
  withVisitor("owner", async (c) => {
    const wish = await readJson(c.req.raw, issueKeySchema);
    if (isRefused(wish)) return wish;
    const room = c.get("room");
    const record = createKeyRecord(createKeyId(), wish, c.get("nowMs"));
    const issued = await room.issueKey(record);
    if (isRefused(issued)) return issued;
    const { id, ...rest } = recordToListed(record);
    const key = signToken(recordToClaims(room.feed, record), envToSecrets(c.env));
    const issuedBy = room.caller.kind === "key" ? room.caller.id : "operator";
    return c.json({ id, key, ...rest, issuedBy }, 201);
  }),
);

feedRoutes.get(
  "/v1/feeds/:feed/keys",
  withVisitor("owner", async (c) => {
    const listed = await c.get("room").listKeys();
    return isRefused(listed) ? listed : c.json({ keys: listed.keys.map(recordToListed) });
  }),
);

feedRoutes.delete(
  "/v1/feeds/:feed/keys/:id",
  withVisitor("owner", async (c) => {
    const revoked = await c.get("room").revokeKey(rawSegment(c, 4));
    return isRefused(revoked) ? revoked : c.body(null, 204);
  }),
);

feedRoutes.post(
  "/v1/feeds/:feed/tickets",
  withKey("subscribe", async (c) => {
    const known = await c.get("room").authorize();
    if (isRefused(known)) return known;
    const claims = createTicketClaims(c.get("grant"), c.get("nowMs"));
    return c.json({ ticket: signToken(claims, envToSecrets(c.env)), expiresAt: claims.exp * 1000 }, 201);
  }),
);

function continentOf(c: AppContext): string | undefined {
  return (c.req.raw.cf as IncomingRequestCfProperties | undefined)?.continent;
}
