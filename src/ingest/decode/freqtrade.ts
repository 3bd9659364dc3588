/**
 * What an unmodified Freqtrade posts, as `json`, `form` or `raw`, decoded without refusing anything that a bot sends only
 * once. Pure: bytes and content type in, what was said out. Python's spellings become JSON's (None, True, dates); numbers
 * stay the strings that the bot wrote; every field but `type` stays in `data`.
 */
import { CUSTOM_TYPE_PATTERN, isPublishableType, type Json, type JsonObject, type TradeRef } from "@fillcast/protocol";
import { refuse, type Refused } from "../../../parties/feed/rpc.ts";
import { decodeUtf8, mediaType } from "../../http/body.ts";
import { toBot, toName, type Said } from "../said.ts";
import { toUtcInstant } from "./instant.ts";
import { parseJson, type Parsed } from "./json.ts";

/** One body is one event; refuses broken JSON and content types that no bot sends. */
export function decodeFreqtrade(bytes: Uint8Array, contentType: string | undefined): Said | Refused {
  const media = mediaType(contentType);
  const text = decodeUtf8(bytes) ?? Buffer.from(bytes).toString("latin1");
  if (media === "application/x-www-form-urlencoded") return decodeForm(text);
  if (media === "" || media === "application/json" || media.endsWith("+json")) return decodeJson(text);
  if (media.startsWith("text/")) return decodeRaw(text);
  return refuse("unsupported-media-type", "Send what Freqtrade sends: format json, form or raw.");
}

/** JSON; a form that is declared as JSON is taken for what it is. */
function decodeJson(text: string): Said | Refused {
  const parsed = parseWithDigits(text);
  if (parsed.kind === "parsed") return toSaid(toFields(parsed.value));
  return isForm(text) ? decodeForm(text) : parsed;
}

/** A form; JSON that is declared as one is taken for what it is. A field that is given twice keeps all its values. */
function decodeForm(text: string): Said | Refused {
  if (text.trimStart().startsWith("{")) {
    const parsed = parseWithDigits(text);
    if (parsed.kind === "parsed") return toSaid(toFields(parsed.value));
  }
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : [...[earlier].flat(), value]);
  }
  return toSaid(Object.fromEntries(fields));
}

/** A template of the user's own: a JSON object if it is one, a message if not. */
function decodeRaw(text: string): Said | Refused {
  const parsed = parseWithDigits(text);
  const isObject = parsed.kind === "parsed" && isMembers(parsed.value);
  return toSaid(isObject ? parsed.value : { type: "strategy_msg", msg: text });
}

function parseWithDigits(text: string): Parsed | Refused {
  const parsed = parseJson(text, () => true);
  if (parsed.kind === "refused" && parsed.problem.slug === "invalid-event") {
    return { kind: "refused", problem: { ...parsed.problem, slug: "invalid-body" } };
  }
  return parsed;
}

function isForm(text: string): boolean {
  return /^\s*[\w.%+-]+=/.test(text);
}

function isMembers(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
    kind: "said",
    type,
    ...(bot === undefined ? {} : { bot }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade }),
    data,
  };
}

/** A known type as it is, any other one as `x-…`. */
function toType(sent: string): string {
  if (isPublishableType(sent)) return sent;
  const name = sent
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
  return /_(date|time)$/.test(name) ? (toUtcInstant(value) ?? value) : value;
}

/** Present where the bot names its trade; the id alone is no identity, since bots use ids again. */
function toTradeRef(data: JsonObject): TradeRef | undefined {
  const id = toName(data.trade_id);
  if (id === undefined) return undefined;
  const pair = toName(data.pair);
  const direction = toName(data.direction)?.toLowerCase();
  const openedAt = typeof data.open_date === "string" ? toUtcInstant(data.open_date) : null;
  return {
    id,
    ...(pair === undefined ? {} : { pair }),
    ...(direction === "long" || direction === "short" ? { direction } : {}),
    ...(openedAt === null ? {} : { openedAt }),
  };
}
