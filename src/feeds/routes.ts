/**
 * Feeds, their keys and tickets over HTTP. Creating a feed is the operator's; keys are the operator's or an owner's; a
 * ticket is for whoever may subscribe.
 */
import { Hono } from "hono";
import { refuse, RPC_VERSION } from "../../parties/feed/rpc.ts";
import { isAdminToken } from "../auth/admin.ts";
import { authenticate, authenticateVisitor, envToSecrets } from "../auth/authenticate.ts";
import { apiCredential } from "../auth/credentials.ts";
import { signToken } from "../auth/jwt.ts";
import { callRoom } from "../call-room.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { answerProblem } from "../http/problem.ts";
import { createFeed } from "./create.ts";
import { eraseFeed } from "./erase.ts";
import { createKeyId, createKeyRecord, createTicketClaims, recordToClaims, recordToListed } from "./key.ts";
import { resolveRegion } from "./region.ts";
import { createFeedSchema, issueKeySchema } from "./schema.ts";

export const feedRoutes = new Hono<AppEnv>();

feedRoutes.post("/v1/feeds", async (c) => {
  const credential = apiCredential(c);
  if (credential === null || !isAdminToken(credential, c.env.ADMIN_TOKEN)) {
    const grant = authenticate(c, credential, "owner", null);
    const refused = grant.kind === "refused" ? grant : refuse("forbidden", "Only the operator's token creates feeds.");
    return answerProblem(c, refused.problem);
  }
  const body = await readJson(c.req.raw, createFeedSchema);
  if (body.kind === "refused") return answerProblem(c, body.problem);
  const region = resolveRegion(body.value.region, continentOf(c));
  const created = await createFeed(c.env, envToSecrets(c.env), { feed: body.value.feed, region }, c.get("nowMs"));
  if (created.kind === "refused") return answerProblem(c, created.problem);
  const { kind: _, ...answer } = created;
  return c.json(answer, 201);
});

feedRoutes.delete("/v1/feeds/:feed", async (c) => {
  const credential = apiCredential(c);
  const feed = rawSegment(c, 2);
  if (credential === null || !isAdminToken(credential, c.env.ADMIN_TOKEN)) {
    const grant = authenticate(c, credential, "owner", feed);
    const refused = grant.kind === "refused" ? grant : refuse("forbidden", "Only the operator's token erases feeds.");
    return answerProblem(c, refused.problem);
  }
  const erased = await eraseFeed(c.env, feed, c.get("nowMs"));
  if (erased.kind === "refused") return answerProblem(c, erased.problem);
  return c.body(null, 204);
});

feedRoutes.post("/v1/feeds/:feed/keys", async (c) => {
  const visitor = await authenticateVisitor(c, "owner");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const body = await readJson(c.req.raw, issueKeySchema);
  if (body.kind === "refused") return answerProblem(c, body.problem);
  const { feed, caller } = visitor;
  const record = createKeyRecord(createKeyId(), body.value, c.get("nowMs"));
  const issued = await callRoom(c.env, feed, (room) => room.issueKey({ v: RPC_VERSION, caller, key: record }));
  if (issued.kind === "refused") return answerProblem(c, issued.problem);
  const { id, ...rest } = recordToListed(record);
  return c.json({ id, key: signToken(recordToClaims(feed, record), envToSecrets(c.env)), ...rest }, 201);
});

feedRoutes.get("/v1/feeds/:feed/keys", async (c) => {
  const visitor = await authenticateVisitor(c, "owner");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const { feed, caller } = visitor;
  const listed = await callRoom(c.env, feed, (room) => room.listKeys({ v: RPC_VERSION, caller }));
  if (listed.kind === "refused") return answerProblem(c, listed.problem);
  return c.json({ keys: listed.keys.map(recordToListed) });
});

feedRoutes.delete("/v1/feeds/:feed/keys/:id", async (c) => {
  const visitor = await authenticateVisitor(c, "owner");
  if (visitor.kind === "refused") return answerProblem(c, visitor.problem);
  const { feed, caller } = visitor;
  const keyId = rawSegment(c, 4);
  const revoked = await callRoom(c.env, feed, (room) => room.revokeKey({ v: RPC_VERSION, caller, keyId }));
  if (revoked.kind === "refused") return answerProblem(c, revoked.problem);
  return c.body(null, 204);
});

feedRoutes.post("/v1/feeds/:feed/tickets", async (c) => {
  const grant = authenticate(c, apiCredential(c), "subscribe", rawSegment(c, 2));
  if (grant.kind === "refused") return answerProblem(c, grant.problem);
  const { feed, keyId } = grant;
  const caller = { kind: "key", id: keyId } as const;
  const known = await callRoom(c.env, feed, (room) => room.authorize({ v: RPC_VERSION, caller }));
  if (known.kind === "refused") return answerProblem(c, known.problem);
  const claims = createTicketClaims(grant, c.get("nowMs"));
  return c.json({ ticket: signToken(claims, envToSecrets(c.env)), expiresAt: claims.exp * 1000 }, 201);
});

function continentOf(c: AppContext): string | undefined {
  return (c.req.raw.cf as IncomingRequestCfProperties | undefined)?.continent;
}
