/**
 * Alerts of TradingView and of anything that posts one line of text or one JSON object: a signal, unless the object says
 * otherwise. Pure, and without refusing anything but what cannot be read.
 */
import { isPublishableType, type JsonObject } from "@fillcast/protocol";
import { refuse, type Refused } from "../../../parties/feed/rpc.ts";
import { decodeUtf8, mediaType } from "../../http/body.ts";
import { toBot, toName, type Said } from "../said.ts";
import { isMoneyKey, parseJson } from "./json.ts";

/** An alert's body; TradingView says `application/json` only where it parses, and `text/plain` otherwise. */
export function decodeTradingview(bytes: Uint8Array, contentType: string | undefined): Said | Refused {
  const media = mediaType(contentType);
  if (media !== "" && media !== "application/json" && !media.startsWith("text/")) {
    return refuse("unsupported-media-type", "Send the alert as JSON or as plain text.");
  }
  const text = decodeUtf8(bytes) ?? Buffer.from(bytes).toString("latin1");
  const parsed = parseJson(text, isMoneyKey);
  if (parsed.kind === "refused") {
    return media === "application/json" ? parsed : { kind: "said", type: "signal", data: { text } };
  }
  const { value } = parsed;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? toSaid(value as JsonObject) : { kind: "said", type: "signal", data: { text } };
}

function toSaid(data: JsonObject): Said {
  const { type } = data;
  const bot = toBot(data.bot);
  const pair = toName(data.pair);
  return {
    kind: "said",
    type: typeof type === "string" && isPublishableType(type) ? type : "signal",
    ...(bot === undefined ? {} : { bot }),
    ...(pair === undefined ? {} : { pair }),
    data,
  };
}
