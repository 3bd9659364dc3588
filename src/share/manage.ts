/**
 * `/v1/feeds/:feed/shares`: an owner makes, lists and revokes share links. The feed's room keeps the list; the link's object
 * learns whose it is after that, and hears of its end at once.
 */
import { isRefused, type Refused, type Share } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { envToSecrets } from "../auth/authenticate.ts";
import { withVisitor } from "../auth/require.ts";
import { rawSegment, type AppContext, type AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { forgetCopies } from "./copies.ts";
import { makeShareSchema, wishToTerms } from "./schema.ts";
import { ShareClient } from "./share-client.ts";
import { createShareId, shareToToken } from "./token.ts";

export const shareRoutes = new Hono<AppEnv>();

shareRoutes.post(
  "/v1/feeds/:feed/shares",
  withVisitor("owner", async (c) => {
    const wish = await readJson(c.req.raw, makeShareSchema);
    if (isRefused(wish)) return wish;
    const room = c.get("room");
    const createdAt = c.get("nowMs");
    const expiresAt = wish.expiresIn === undefined ? null : createdAt + wish.expiresIn * 1_000;
    const id = createShareId();
    const share = { id, label: wish.label ?? null, createdAt, expiresAt, ...wishToTerms(wish) };
    const added = await room.addShare(share);
    if (isRefused(added)) return added;
    const begun = await new ShareClient(c.env, id).begin(room.feed);
    if (isRefused(begun)) {
      // Nobody has seen its address: it would only take a place.
      await room.removeShare(id);
      return begun;
    }
    return c.json(toListed(c, added.shares[0]!), 201);
  }),
);

shareRoutes.get(
  "/v1/feeds/:feed/shares",
  withVisitor("owner", async (c) => {
    const listed = await c.get("room").listShares();
    return isRefused(listed) ? listed : c.json({ shares: listed.shares.map((share) => toListed(c, share)) });
  }),
);

shareRoutes.delete(
  "/v1/feeds/:feed/shares/:id",
  withVisitor("owner", async (c) => {
    const id = rawSegment(c, 4);
    const removed = await c.get("room").removeShare(id);
    // From here on the room refuses the link; where its object could not be reached, it learns so at its next look.
    if (isRefused(removed)) return removed;
    await endShare(c, id);
    return c.body(null, 204);
  }),
);

/** Tells the link's object that it has ended, and its viewers by that. */
async function endShare(c: AppContext, id: string): Promise<Refused | null> {
  const ended = await new ShareClient(c.env, id).end();
  await forgetCopies(urlOf(c, id));
  return isRefused(ended) ? ended : null;
}

function toListed(c: AppContext, share: Share): Share & { readonly url: string } {
  return { ...share, url: urlOf(c, share.id) };
}

function urlOf(c: AppContext, id: string): string {
  return `${new URL(c.req.url).origin}/s/${shareToToken(id, envToSecrets(c.env))}`;
}
