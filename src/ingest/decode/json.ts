/**
 * JSON as producers write it, with the digits of their numbers. Nesting and the number of values are checked by a linear
 * scan before anything is parsed, and numbers keep their source text where a float would not do (decideNumber).
 */
import { BODY_MAX_VALUES, JSON_MAX_DEPTH, refuse, type Json, type JsonObject, type Refused } from "@fillcast/protocol";
import { refuseSyntax } from "../../http/json-fault.ts";

/** Wrapped, since it is whatever a sender wrote. */
export interface Parsed {
  readonly value: Json;
  /** About as many values as it has: what parsing it cost. */
  readonly count: number;
}

/**
 * Parses one JSON text. Numbers whose key `keepsText` become their source text, as a string: `{"price": 0.10}` gives
 * `"0.10"`, inside arrays under such a key too. Other numbers stay numbers where they survive exactly (at most 15
 * significant digits, in a float's range) and become their source text where they do not. Refuses text that is not JSON
 * (malformed-json), text that is nested too deep (invalid-event) and text with too many values (body-too-large).
 */
export function parseJson(text: string, keepsText: (key: string) => boolean): Parsed | Refused {
  const { depth, count, hasNumbers } = scanJson(text);
  // A batch is one level around its events.
  const maxDepth = /^\s*\[/.test(text) ? JSON_MAX_DEPTH + 1 : JSON_MAX_DEPTH;
  if (depth > maxDepth) {
    const detail = `is nested deeper than ${JSON_MAX_DEPTH} levels`;
    return refuse("invalid-event", "The body is nested too deeply. Flatten it.", { errors: [{ pointer: "", detail }] });
  }
  if (count > BODY_MAX_VALUES) return refuseTooManyValues();
  try {
    const value = hasNumbers ? JSON.parse(text, createReviver(keepsText) as Reviver) : JSON.parse(text);
    return { value: value as Json, count };
  } catch {
    return refuseSyntax(text);
  }
}

/** True for a value that is one object. */
export function isMembers(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function refuseTooManyValues(): Refused {
  return refuse(
    "body-too-large",
    `A request body can have at most ${BODY_MAX_VALUES} values across all levels. Send less at once.`,
  );
}

const MONEY: ReadonlySet<string> = new Set([
  "price",
  "amount",
  "rate",
  "profit",
  "stake",
  "cost",
  "fee",
  "qty",
  "quantity",
  "size",
  "volume",
  "balance",
  "pnl",
  "limit",
  "leverage",
  "value",
  "total",
]);

/** True for a key that names money by one of its words, in snake or camel case, singular or plural: `stake_amount`, `openRate`, `fees`. */
export function isMoneyKey(key: string): boolean {
  const words = key.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.some((word) => {
    const lower = word.toLowerCase();
    return MONEY.has(lower) || (lower.endsWith("s") && MONEY.has(lower.slice(0, -1)));
  });
}

interface Scan {
  /** Levels of nesting. */
  readonly depth: number;
  /** Values, give or take empty objects and arrays. */
  readonly count: number;
  /** There is a number outside of strings. */
  readonly hasNumbers: boolean;
}

/** What parsing the text would meet; stops early where that is too much anyway. */
function scanJson(text: string): Scan {
  let level = 0;
  let depth = 0;
  let count = 1;
  let hasNumbers = false;
  for (let at = 0; at < text.length && depth <= JSON_MAX_DEPTH + 1 && count <= BODY_MAX_VALUES; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) count++;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth = Math.max(depth, ++level);
      count++;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) level--;
    else if (code >= DIGIT_0 && code <= DIGIT_9) hasNumbers = true;
  }
  return { depth, count, hasNumbers };
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];
const [COMMA, DIGIT_0, DIGIT_9] = [0x2c, 0x30, 0x39];

/** Where the string that begins at `start` has its closing quote; the text's end where it has none. A backslash is counted once, since a quote ends each run of them. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** A number in an array, until the key of the outermost array is known. */
class PendingNumber {
  readonly source: string;
  readonly value: number;
  constructor(source: string, value: number) {
    this.source = source;
    this.value = value;
  }
}

/** The platform's revivers get the source text of a number; the language's types do not say so yet. */
type Reviver = (this: unknown, key: string, value: unknown) => unknown;
type SourceReviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

function createReviver(keepsText: (key: string) => boolean): SourceReviver {
  return function revive(key, value, { source }) {
    if (typeof value === "number") {
      return Array.isArray(this) ? new PendingNumber(source!, value) : decideNumber(source!, value, keepsText(key));
    }
    if (Array.isArray(value) && !Array.isArray(this)) settleArray(value, keepsText(key));
    return value;
  };
}

function settleArray(array: unknown[], isMoney: boolean): void {
  for (const [index, item] of array.entries()) {
    if (item instanceof PendingNumber) array[index] = decideNumber(item.source, item.value, isMoney);
    else if (Array.isArray(item)) settleArray(item, isMoney);
  }
}

function decideNumber(source: string, value: number, isMoney: boolean): number | string {
  return isMoney || !survives(source, value) ? source : value;
}

/** Below it a float has fewer than 15 digits. */
const SMALLEST_EXACT = 2.3e-308;

/** True if the number keeps its digits when it is printed again, as every float does that a program printed. */
function survives(source: string, value: number): boolean {
  const digits = toDigits(source);
  if (digits === "") return true;
  if (!Number.isFinite(value) || Math.abs(value) < SMALLEST_EXACT) return false;
  return digits.length <= 15 || digits === toDigits(String(value));
}

/** The significant digits, without sign, point, exponent, and zeros at either end. */
function toDigits(source: string): string {
  const digits = source.split(/e/i, 1)[0]!.replaceAll(/[-.]/g, "").replace(/^0+/, "");
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
