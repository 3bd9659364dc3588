/**
 * Finds where a text stops being JSON, and what to write there. The platform's own message names no place for most errors,
 * and a bot's developer looks for one `NaN` among fifty members. Runs only on text that did not parse, once, without
 * recursion.
 */
import { JSON_MAX_DEPTH, refuse, type ProblemError, type Refused } from "@fillcast/protocol";
import { toPointer } from "./pointers.ts";

/** The answer to a text that is not JSON. Of the text it shows nothing but words that are no values. */
export function refuseSyntax(text: string): Refused {
  const { at, path } = findFault(text);
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const character = at - before.lastIndexOf("\n");
  const place = line === 1 && !text.includes("\n") ? `character ${character}` : `line ${line}, character ${character}`;
  const advice = adviceFor(text.slice(at, at + 16));
  const pointer = toPointer(path.slice(0, JSON_MAX_DEPTH));
  const member = pointer === "" ? "" : `, in ${pointer}`;
  const errors: readonly ProblemError[] = [{ pointer, detail: advice }];
  const detail = `The body is not valid JSON at ${place}${member}: it ${advice}.`;
  return refuse("malformed-json", detail, pointer === "" ? {} : { errors });
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^-?(?:NaN|Infinity|inf(?:inity)?)\b/i, "is not a number in JSON: send null, or leave the member out"],
  [/^(?:None|undefined|nil)\b/, "is not a JSON value: send null, or leave the member out"],
  [/^True\b/, "is not a JSON value: write true"],
  [/^False\b/, "is not a JSON value: write false"],
  [/^'/, "has single quotes: JSON strings need double quotes"],
  [/^[}\]]/, "has an unexpected closing bracket: check for a missing value or an extra comma before it"],
  [/^\{\{/, "has a placeholder that was not replaced"],
  [/^$/, "is cut off: send complete JSON"],
];

function adviceFor(rest: string): string {
  const known = WORDS.find(([pattern]) => pattern.test(rest));
  if (known === undefined) return "has an unexpected character: send complete JSON";
  const word = /^-?[A-Za-z]+/.exec(rest)?.[0];
  return word === undefined ? known[1] : `has ${word}, which ${known[1]}`;
}

interface Fault {
  /** Index of the first character that does not fit. */
  readonly at: number;
  /** The member that it is in. */
  readonly path: readonly (string | number)[];
}

/** What may come next. */
type Expected = "value" | "value or ]" | "name" | "name or }" | "colon" | "comma" | "end";

function findFault(text: string): Fault {
  const path: (string | number)[] = [];
  let expected: Expected = "value";
  for (let at = 0; ;) {
    const token = readToken(text, at);
    const next: Expected | null = token.kind === "fault" ? null : step(token.mark, expected, path);
    if (token.kind === "fault" || next === null) {
      // Where a name is due, the path's last step is the one before.
      const isNameDue = expected === "name" || expected === "name or }";
      return { at: token.start, path: isNameDue ? path.slice(0, -1) : path };
    }
    if (next === "colon") path[path.length - 1] = JSON.parse(text.slice(token.start, token.end)) as string;
    expected = next;
    at = token.end;
  }
}

type Token =
  /** `mark` is its first character, or `0` for a number and a word. */
  | { readonly kind: "token"; readonly mark: string; readonly start: number; readonly end: number }
  | { readonly kind: "fault"; readonly start: number };

const SPACE = /[ \t\n\r]*/y;
/** As far as it can be a word or a number; which of the two is looked at by itself, so that no digit is read twice. */
const WORD = /[\w.+-]{1,1024}/y;
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d{0,1023})(?:\.\d{1,1023})?(?:[eE][+-]?\d{1,1023})?)$/;

function readToken(text: string, from: number): Token {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  const start = SPACE.lastIndex;
  const mark = text.charAt(start);
  if (mark === '"') return readString(text, start);
  if (mark !== "" && "{}[],:".includes(mark)) return { kind: "token", mark, start, end: start + 1 };
  WORD.lastIndex = start;
  const word = WORD.exec(text)?.[0] ?? "";
  return LITERAL.test(word) ? { kind: "token", mark: "0", start, end: start + word.length } : { kind: "fault", start };
}

/** A fault where it has no end, or at what may not stand in it. */
function readString(text: string, start: number): Token {
  const special = /["\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})?/gu;
  special.lastIndex = start + 1;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    if (match[0] === '"') return { kind: "token", mark: '"', start, end: special.lastIndex };
    // DEL and the C1 controls may stand in a text.
    if (match[0] === "\\" || match[0] < " ") return { kind: "fault", start: match.index };
  }
  return { kind: "fault", start: text.length };
}

/** What may come after a token; null for one that may not stand there. Keeps the path: a container's last step is its own. */
function step(token: string, expected: Expected, path: (string | number)[]): Expected | null {
  const takesValue = expected === "value" || expected === "value or ]";
  switch (token) {
    case "{":
    case "[":
      if (!takesValue) return null;
      path.push(token === "{" ? "" : 0);
      return token === "{" ? "name or }" : "value or ]";
    case "}":
    case "]": {
      const isObject = typeof path.at(-1) === "string";
      const closes = expected === "comma" || expected === (isObject ? "name or }" : "value or ]");
      if (path.length === 0 || !closes || isObject !== (token === "}")) return null;
      path.pop();
      return path.length === 0 ? "end" : "comma";
    }
    case ",": {
      if (expected !== "comma") return null;
      const last = path.at(-1)!;
      if (typeof last === "number") path[path.length - 1] = last + 1;
      return typeof last === "number" ? "value" : "name";
    }
    case ":":
      return expected === "colon" ? "value" : null;
    default:
      if (token === '"' && (expected === "name" || expected === "name or }")) return "colon";
      if (!takesValue) return null;
      return path.length === 0 ? "end" : "comma";
  }
}
