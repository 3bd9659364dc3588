/**
 * What an unmodified Freqtrade posts, as `json`, `form` or `raw`, decoded without refusing anything that a bot sends only
 * once. Pure: bytes and content type in, what was said out. Python's spellings become JSON's (None, True, dates); numbers
 * stay the strings that the bot wrote; every field but `type` stays in `data`.
 */
import {
  REPEAT_WINDOW_LONG_MS,
  REPEAT_WINDOW_SHORT_MS,
  CUSTOM_TYPE_PATTERN,
  isPublishableType,
  parseInstant,
  refuse,
  isRefused,
  type Json,
  type JsonObject,
  type TradeRef,
  type Refused,
} from "@fillcast/protocol";
import { mediaType } from "../../http/body.ts";
import { toBot, toName, type Said } from "../said.ts";
import { ANY_FORM, ANY_JSON, ANY_TEXT, type Source } from "../source.ts";
import { hideInText } from "../hide-secrets.ts";
import { FORM_TYPE, isForm, parseForm } from "../decode/form.ts";
import { isMembers, parseJson, type Parsed } from "../decode/json.ts";
import { bytesToText } from "../decode/replaced.ts";

export const freqtrade: Source = {
  name: "freqtrade",
  source: "freqtrade",
  decode: decodeFreqtrade,
  repeatRule,
  description: {
    id: "receiveFreqtrade",
    summary: "A webhook of Freqtrade",
    description:
      "Accepts `json`, `form` and `raw`. None, True and False become null, true and false, dates become UTC, numbers stay the strings that the bot sent, and every field is kept. The same body is a retry for 30 s if it is the last message of its bot; the same order message or protection is a retry for ten minutes. Secrets (`key`, `token`, `secret` and the like) are stored as `•••`, and a text over the limit is shortened with a mark. Bytes that are not UTF-8 are replaced, and `data` then has `fillcast_body_sha256`.",
    body: {
      "application/json": { schema: ANY_JSON, example: { type: "status", status: "running" } },
      "application/x-www-form-urlencoded": { schema: ANY_FORM, example: { type: "status", status: "running" } },
      "text/plain": { schema: ANY_TEXT, example: "The strategy has something to say" },
    },
    problems: ["invalid-body"],
  },
};

/** One body is one event; refuses broken JSON and content types that no bot sends. */
export function decodeFreqtrade(bytes: Uint8Array, contentType: string | undefined): Said | Refused {
  const media = mediaType(contentType);
  const text = bytesToText(bytes);
  if (media === FORM_TYPE) return decodeForm(text);
  if (media === "" || media === "application/json" || media.endsWith("+json")) return decodeJson(text);
  if (media.startsWith("text/")) return decodeRaw(text);
  return refuse("unsupported-media-type", "Send a Freqtrade webhook in the format json, form or raw.");
}

/** JSON; a form that is declared as JSON is taken for what it is. */
function decodeJson(text: string): Said | Refused {
  const parsed = parseWithDigits(text);
  if (!isRefused(parsed)) return toSaid(toFields(parsed.value));
  return isForm(text) ? decodeForm(text) : parsed;
}

/** A form; JSON that is declared as one is taken for what it is. */
function decodeForm(text: string): Said | Refused {
  if (text.trimStart().startsWith("{")) {
    const parsed = parseWithDigits(text);
    if (!isRefused(parsed)) return toSaid(toFields(parsed.value));
  }
  const form = parseForm(text);
  return isRefused(form) ? form : toSaid(form.fields);
}

/** A template of the user's own: a JSON object if it is one, a message if not. */
function decodeRaw(text: string): Said | Refused {
  const parsed = parseWithDigits(text);
  const isObject = !isRefused(parsed) && isMembers(parsed.value);
  return toSaid(isObject ? parsed.value : { type: "strategy_msg", msg: hideInText(text) });
}

function parseWithDigits(text: string): Parsed | Refused {
  const parsed = parseJson(text, () => true);
  if (isRefused(parsed) && parsed.problem.slug === "invalid-event") {
    return { kind: "refused", problem: { ...parsed.problem, slug: "invalid-body" } };
  }
  return parsed;
}

/** What is no object is kept whole. */
function toFields(value: Json): JsonObject {
  return isMembers(value) ? value : { body: value };
}

function toSaid(fields: JsonObject): Said {
  const sent = typeof fields.type === "string" ? fields.type.trim() : "";
  const type = toType(sent);
  const entries = Object.entries(fields).map(([name, value]) => [name, toValue(name, value)] as const);
  // A type that had to be changed stays readable where it was.
  const kept = entries.filter(([name]) => name !== "type" || sent !== type);
  const data: JsonObject = Object.fromEntries(kept);
  const trade = toTradeRef(data);
  const pair = toName(data.pair);
  const bot = toBot(data.bot);
  return {
    type,
    ...(bot === undefined ? {} : { bot }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade }),
    data,
  };
}

/** How much of an invalid type is looked at; all of it stays in `data`. */
const TYPE_MAX_CHARS = 256;

/** A known type as it is, any other one as `x-…`. */
function toType(sent: string): string {
  if (isPublishableType(sent)) return sent;
  const name = sent
    .slice(0, TYPE_MAX_CHARS)
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 62);
  const custom = `x-${name}`;
  return CUSTOM_TYPE_PATTERN.test(custom) ? custom : "x-unknown";
}

/** Free text: whatever it says, it says it as text. */
const TEXTS: ReadonlySet<string> = new Set(["type", "msg", "status"]);

function toValue(name: string, value: Json): Json {
  if (typeof value !== "string" || TEXTS.has(name)) return value;
  if (value === "None") return null;
  if (value === "True") return true;
  if (value === "False") return false;
  return /_(date|time)$/.test(name) ? (parseInstant(value) ?? value) : value;
}

/** Present where the bot names its trade; the id alone is no identity, since bots use ids again. An opening instant that does not exist is left out, and stays in `data`. */
function toTradeRef(data: JsonObject): TradeRef | undefined {
  const id = toName(data.trade_id);
  if (id === undefined) return undefined;
  const pair = toName(data.pair);
  const direction = toName(data.direction)?.toLowerCase();
  const openedAt = parseInstant(data.open_date);
  return {
    id,
    ...(pair === undefined ? {} : { pair }),
    ...(direction === "long" || direction === "short" ? { direction } : {}),
    ...(openedAt === null ? {} : { openedAt }),
  };
}

/**
 * What Freqtrade says in the same words later, or after something else, is news. Order messages differ in their content, so
 * the same one is a retry for longer and beside others: a network may deliver a try late, after the bot has gone on, and a
 * fill that is counted twice is money. An order that was cancelled may be placed again with the same body, though.
 */
function repeatRule({ type, data }: Parameters<Source["repeatRule"]>[0]): ReturnType<Source["repeatRule"]> {
  // The closing instant has microseconds: two real exits never have the same body.
  if (/^exit(_|$)/.test(type) && typeof data.close_date === "string") return { windowMs: null };
  if (/^(entry|exit)(_cancel)?$/.test(type)) return { windowMs: REPEAT_WINDOW_LONG_MS, unlessUndone: true };
  if (/^(entry|exit|protection)(_|$)/.test(type)) return { windowMs: REPEAT_WINDOW_LONG_MS };
  return { windowMs: REPEAT_WINDOW_SHORT_MS, ifNewest: true };
}
