/**
 * `GET` and `PUT /v1/feeds/:feed/settings`: what an owner has set about bots for all readers. A change names the version that
 * it is of, so that two devices do not replace each other's changes unseen.
 */
import { SETTINGS_MAX_BYTES, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { Hono } from "hono/tiny";
import type { Settings } from "../../parties/feed/rpc.ts";
import { withVisitor } from "../auth/require.ts";
import type { AppEnv, VisitorContext } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { IF_MATCH, settingsSchema, settingsToText } from "./settings-schema.ts";

export const settingsRoutes = new Hono<AppEnv>();

settingsRoutes.get(
  "/v1/feeds/:feed/settings",
  withVisitor("subscribe", async (c) => answer(c, await c.get("room").readSettings())),
);

settingsRoutes.put(
  "/v1/feeds/:feed/settings",
  withVisitor("owner", async (c) => {
    const ifVersion = readIfMatch(c.req.header("If-Match"));
    if (isRefused(ifVersion)) return ifVersion;
    const wish = await readJson(c.req.raw, settingsSchema);
    if (isRefused(wish)) return wish;
    const bots = settingsToText(wish);
    if (new TextEncoder().encode(bots).byteLength > SETTINGS_MAX_BYTES) {
      return refuse("body-too-large", `Settings can have at most ${SETTINGS_MAX_BYTES} bytes. Shorten names.`);
    }
    return answer(c, await c.get("room").writeSettings({ bots, ifVersion }));
  }),
);

/** The version that is to be replaced; null for any. */
function readIfMatch(header: string | undefined): number | null | Refused {
  const text = header?.trim() ?? "";
  if (!IF_MATCH.test(text)) {
    return refuse(
      "invalid-request",
      "Send If-Match with the ETag of the settings that you have read, or * to replace any version.",
    );
  }
  return text === "*" ? null : Number(text.slice(1, -1));
}

function answer(c: VisitorContext, settings: Settings | Refused): Response | Refused {
  if (isRefused(settings)) return settings;
  const { version, bots } = settings;
  const body = { feed: c.get("room").feed, version, bots: JSON.parse(bots) as object };
  return c.json(body, 200, { ETag: `"${version}"` });
}
