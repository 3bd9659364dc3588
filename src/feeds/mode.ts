/**
 * `POST /v1/feeds/:feed/bots/:bot/mode`: an owner says what a bot trades with, for a span of time. This overrides the bot
 * and its key. Stored as an event; `mode` null takes it back.
 */
import { BOT_PATTERN, isRefused, refuse } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import { withVisitor } from "../auth/require.ts";
import { rawSegment, type AppEnv } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { modeSchema, toMs } from "./schema.ts";

export const modeRoutes = new Hono<AppEnv>();

modeRoutes.post(
  "/v1/feeds/:feed/bots/:bot/mode",
  withVisitor("owner", async (c) => {
    const bot = rawSegment(c, 4);
    if (!BOT_PATTERN.test(bot)) return refuse("not-found", "This is not a valid bot name.");
    const wish = await readJson(c.req.raw, modeSchema);
    if (isRefused(wish)) return wish;
    const { mode, from, to } = wish;
    const room = c.get("room");
    const set = await room.setMode({ bot, mode, from: toMs(from), to: toMs(to) });
    return isRefused(set) ? set : c.json({ feed: room.feed, bot, seq: set.seq, spans: set.spans });
  }),
);
