/**
 * Hides secrets in bodies: alerts carry a shared secret if their sender cannot set a header. Other people can read a feed,
 * so nothing of a secret is stored, not even in a digest.
 */
import type { Json, JsonObject } from "@fillcast/protocol";

/** What stands in the place of a secret. */
export const HIDDEN = "•••";

/** Members whose values are secrets, by the end of their names in lower case, letters and digits alone: `x-api-key`, `botToken`. */
const SECRET =
  /(?:secret|passphrase|password|passwd)$|^(?:key|token|authorization)$|(?:api|access|auth|bearer|bot|client|id|jwt|private|refresh|secret|session|signing|tv|webhook)(?:key|token)$/;
/** Words that may stand for something else in plain text: `token: PEPE`. */
const AMBIGUOUS = /^(?:key|token)$/i;
const NAME_MIN_CHARS = 3;
/** More than the longest name of a secret, separators included. */
const NAME_MAX_CHARS = 48;

/** The same members with every secret hidden, at any depth; null hides nothing. */
export function hideSecrets(members: JsonObject): JsonObject {
  const entries = Object.entries(members).map(([name, value]) => {
    return [name, value !== null && isSecret(name) ? HIDDEN : hideWithin(value)] as const;
  });
  // Made from entries, so that a member called __proto__ stays a member.
  return Object.fromEntries(entries);
}

function hideWithin(value: Json): Json {
  // JSON in a text, as strategies and alerts send it.
  if (typeof value === "string") return hide(value, /^\s{0,8}[{[]/.test(value));
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map(hideWithin) : hideSecrets(value as JsonObject);
}

/** True for the name of a member whose value is a secret; of a form's `data[token]` it is the last part. */
export function isSecret(name: string): boolean {
  const end = name.slice(-NAME_MAX_CHARS).normalize("NFKC").toLowerCase();
  const last = end.slice(end.lastIndexOf("[") + 1);
  return [end, last].some((part) => SECRET.test(part.replaceAll(/[^a-z0-9]/g, "")));
}

/** Text that was meant as JSON or as a form, and is neither: `"secret": "…"` and `secret=…` are hidden in it. */
export function hideInText(text: string): string {
  return hide(text, true);
}

/** Hides the value of each secret name in quotes before a colon, however often escaped; `bare` ones too, before a colon or `=`. */
function hide(text: string, bare: boolean): string {
  let shown = "";
  let at = 0;
  for (const { index } of text.matchAll(/[:=]/g)) {
    if (index < at || !isSecretBefore(text, index, bare)) continue;
    const start = startOfValue(text, index + 1);
    const end = endOfValue(text, start);
    if (end === start) continue;
    shown += text.slice(at, start) + HIDDEN;
    at = end;
  }
  return shown + text.slice(at);
}

/** True for a separator with the name of a secret before it. Looks back over no more than a name. */
function isSecretBefore(text: string, separator: number, bare: boolean): boolean {
  const end = skipBack(text, separator, 8, /\s/);
  const quote = text[end - 1];
  if (quote === '"' || quote === "'") {
    const last = skipBack(text, end - 1, ESCAPES_MAX, /\\/);
    const first = skipBack(text, last, NAME_MAX_CHARS, /[^"']/);
    return text[separator] === ":" && text[first - 1] === quote && isSecret(text.slice(first, last));
  }
  if (!bare) return false;
  const name = text.slice(skipBack(text, end, NAME_MAX_CHARS, /[\w.-]/), end);
  if (name.length < NAME_MIN_CHARS) return false;
  if (AMBIGUOUS.test(name)) return text[separator] === "=" && end === separator;
  return isSecret(name);
}

/** Of JSON in JSON in JSON, and so on. */
const ESCAPES_MAX = 16;

/** Where the run of characters of a kind before `end` begins; looks back at most `most` characters. */
function skipBack(text: string, end: number, most: number, kind: RegExp): number {
  let at = end;
  while (at > 0 && end - at < most && kind.test(text[at - 1]!)) at--;
  return at;
}

/** A line may end before a value in quotes or brackets, not before a word. */
const SPACE_OR_SCHEME = /(?:\s{0,8}(?=\\{0,16}["'[{])|[ \t]{0,8})(?:(?:Bearer|Basic)[ \t])?/iy;
const WORD = /[^\s"',;&}\]]*/y;
const ESCAPED_QUOTE = /\\{0,16}["']/y;

function startOfValue(text: string, after: number): number {
  SPACE_OR_SCHEME.lastIndex = after;
  SPACE_OR_SCHEME.test(text);
  return SPACE_OR_SCHEME.lastIndex;
}

/** Where a text in quotes or brackets ends, whole or cut, or a word; `start` where there is neither. */
function endOfValue(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === "[" || first === "{") return endOfBrackets(text, start);
  ESCAPED_QUOTE.lastIndex = start;
  if (ESCAPED_QUOTE.test(text)) return endOfQuotes(text, start, ESCAPED_QUOTE.lastIndex);
  WORD.lastIndex = start;
  WORD.test(text);
  return WORD.lastIndex;
}

/** The quote that is escaped as often as the first one ends it; one that is escaped more often is part of it. */
function endOfQuotes(text: string, start: number, open: number): number {
  const quote = text[open - 1]!;
  const escapes = open - 1 - start;
  for (let at = text.indexOf(quote, open); at !== -1; at = text.indexOf(quote, at + 1)) {
    const before = at - skipBack(text, at, at - open, /\\/);
    // Outside of JSON's quotes a backslash is no escape; in them, two of them are one.
    if (before <= escapes || (escapes === 0 && (quote === "'" || before % 2 === 0))) return at + 1;
  }
  return text.length;
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const one = text[at]!;
    if (one === '"') at = endOfQuotes(text, at, at + 1) - 1;
    else if (one === "[" || one === "{") depth++;
    else if ((one === "]" || one === "}") && --depth === 0) return at + 1;
  }
  return text.length;
}
