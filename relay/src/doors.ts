/**
 * The way to a server that is older than `/v1/relay`: each item alone through the door that its kind has, in the words of that
 * door. Pure.
 */
import type { ItemBody } from "./item.ts";

export interface DoorRequest {
  readonly path: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export function toDoor(line: string): DoorRequest {
  const item = JSON.parse(line) as ItemBody;
  if ("event" in item) {
    const { id, bot, at, event } = item;
    const isHeartbeat = event.type === "heartbeat";
    const said = { ...event, bot, ts: at, ...(isHeartbeat ? {} : { id }) };
    return { path: "/v1/events", contentType: "application/json", body: JSON.stringify(said) };
  }
  const { bot, body, contentType, encoding } = item;
  const path = "/v1/webhooks/freqtrade";
  if (encoding === "base64") return { path, contentType, body: Buffer.from(body, "base64") };
  return { path, contentType, body: withBot(body, contentType, bot) };
}

/** The bot's name in its own message: the key of a machine names none. */
function withBot(body: string, contentType: string, bot: string): string {
  const name = JSON.stringify(bot);
  if (/^\s*\{/.test(body))
    return body.replace(/^\s*\{\s*(\}?)/, (_, end) => `{"bot":${name}${end === "}" ? end : ","}`);
  return contentType.startsWith("application/x-www-form-urlencoded") ? `${body}&bot=${encodeURIComponent(bot)}` : body;
}
