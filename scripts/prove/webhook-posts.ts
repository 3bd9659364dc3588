/**
 * A trader's bodies as Freqtrade's webhook client posts them: as JSON or as a form, the key as Basic password.
 */
import { jsonText } from "../../demo/python.ts";
import type { Body } from "../../demo/messages.ts";
import type { Post } from "./post.ts";
import type { PostSource } from "./native-posts.ts";
import type { Trader } from "./trader.ts";

export type WebhookFormat = "json" | "form";

/** Posts what the trader says, one body a post. */
export function createWebhookPosts(bot: string, format: WebhookFormat, trader: Trader): PostSource {
  return () => {
    const body = trader.next();
    const isForm = format === "form";
    const post: Post = {
      path: "/v1/webhooks/freqtrade",
      headers: {
        "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        "user-agent": "python-requests/2.32.3",
      },
      body: isForm ? new URLSearchParams(body).toString() : jsonText(body),
      said: [{ bot, type: body["type"] ?? "", id: null, fields: unchangedFields(body) }],
    };
    return post;
  };
}

/** The fields that the server keeps as they are: all but dates and Python's words for null, true and false. */
function unchangedFields(body: Body): Record<string, string> {
  const kept = Object.entries(body).filter(
    ([name, value]) => name !== "type" && !/_(date|time)$/.test(name) && !["None", "True", "False"].includes(value),
  );
  return Object.fromEntries(kept);
}
