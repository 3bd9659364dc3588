/**
 * Alerts of TradingView, and of anything that posts one line of text, one JSON object or one form. An alert is a signal,
 * unless its object says otherwise. Pure; only unreadable bodies are refused.
 */
import {
  REPEAT_WINDOW_ALERT_MS,
  isPublishableType,
  refuse,
  isRefused,
  type JsonObject,
  type Refused,
} from "@fillcast/protocol";
import { mediaType } from "../../http/body.ts";
import { hideInText } from "../hide-secrets.ts";
import { toBot, toName, type Said } from "../said.ts";
import { ANY_FORM, ANY_JSON, ANY_TEXT, type Source } from "../source.ts";
import { FORM_TYPE, isForm, parseForm } from "../decode/form.ts";
import { isMembers, isMoneyKey, parseJson } from "../decode/json.ts";
import { bytesToText } from "../decode/replaced.ts";

export const tradingview: Source = {
  name: "tradingview",
  source: "tradingview",
  decode: decodeTradingview,
  repeatRule: () => ({ windowMs: REPEAT_WINDOW_ALERT_MS, ifNewest: true }),
  description: {
    id: "receiveTradingview",
    summary: "A TradingView alert",
    description:
      "A JSON object or a form keeps its members and may have a type; text becomes a signal. `pair`, `ticker`, `symbol` or `tv_instrument` is its pair. The same alert is a retry for 20 s if it is the last one. Secrets are stored as `•••`, and a text over the limit is shortened with a mark. Bytes that are not UTF-8 are replaced, and `data` then has `fillcast_body_sha256`.",
    body: {
      "application/json": { schema: ANY_JSON, example: { type: "signal", pair: "BTC/USDT", price: "67000.50" } },
      "application/x-www-form-urlencoded": { schema: ANY_FORM, example: { ticker: "BTCUSDT", price: "67000.50" } },
      "text/plain": { schema: ANY_TEXT, example: "BTC/USDT crosses 67000.50" },
    },
    problems: ["invalid-event"],
  },
};

/** An alert's body; TradingView says `application/json` only where it parses, and `text/plain` otherwise. `curl -d` calls everything a form. */
export function decodeTradingview(bytes: Uint8Array, contentType: string | undefined): Said | Refused {
  const media = mediaType(contentType);
  if (media !== "" && media !== "application/json" && media !== FORM_TYPE && !media.startsWith("text/")) {
    return refuse("unsupported-media-type", "Send the alert as JSON, a form or plain text.");
  }
  const text = bytesToText(bytes);
  const parsed = parseJson(text, isMoneyKey);
  if (isRefused(parsed) && media === "application/json") return parsed;
  if (!isRefused(parsed) && isMembers(parsed.value)) return toSaid(parsed.value);
  if (media !== FORM_TYPE || !isForm(text)) return { type: "signal", data: { text: hideInText(text) } };
  const form = parseForm(text);
  return isRefused(form) ? form : toSaid(form.fields);
}

function toSaid(data: JsonObject): Said {
  const { type } = data;
  const bot = toBot(data.bot);
  const pair = toPair(data);
  return {
    type: typeof type === "string" && isPublishableType(type) ? type : "signal",
    ...(bot === undefined ? {} : { bot }),
    ...(pair === undefined ? {} : { pair }),
    data,
  };
}

/** Under which members alerts name their pair, in any case. */
const PAIR_NAMES = ["pair", "ticker", "symbol", "tv_instrument"];

/** The first of them that is a name. One of TradingView's own may begin with its exchange: `BINANCE:BTCUSDT`. */
function toPair(data: JsonObject): string | undefined {
  const members = new Map(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value] as const));
  const name = PAIR_NAMES.map((one) => toName(members.get(one))).find((one) => one !== undefined);
  return toName(name?.replace(/^[^:/]*:/, "").trim());
}
