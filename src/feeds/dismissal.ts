/**
 * `POST /v1/feeds/:feed/trades/dismissal`: an owner ends a trade whose end its bot never reported, or restores it with
 * `dismissed` false. Stored as an event.
 */
import { isRefused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { withVisitor } from "../auth/require.ts";
import type { AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { dismissalSchema } from "./schema.ts";

export const dismissalRoutes = new Hono<AppEnv>();

dismissalRoutes.post(
  "/v1/feeds/:feed/trades/dismissal",
  withVisitor("owner", async (c) => {
    const wish = await readJson(c.req.raw, dismissalSchema);
    if (isRefused(wish)) return wish;
    const room = c.get("room");
    const said = await room.dismissTrade(wish);
    return isRefused(said) ? said : c.json({ feed: room.feed, ...wish, seq: said.seq });
  }),
);
