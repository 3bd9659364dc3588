/**
 * Text from outside as it may stand in a message: one line of characters that show, cut by characters, and nothing in it that
 * programs make links or mentions of. What the markup of a channel needs beyond that is escaped by the channel.
 */
import type { AlertMessage } from "../message.ts";

/** Shows nothing. Programs that look for links, mentions and commands end a word here. */
export const WORD_BREAK = "\u200b";
const TITLE_MAX_CHARS = 120;
const LINE_MAX_CHARS = 200;
const LINES_MAX = 12;
/** Longer ones are replaced by the page's front: an address has to fit beside the text. */
const LINK_MAX_CHARS = 700;

/** What shows nothing, or turns the order of what is read. The joiners of emoji and of Persian stay, and the looks of emoji. */
const HIDDEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
const BLANKS = /[\p{Cc}\s]+/gu;

/** One line of at most `maxChars` characters (code points), well-formed, without control characters. */
export function plainText(text: string, maxChars: number): string {
  // Blanks that will be one, and what is hidden, count here: no honest text has eight times as many.
  const line = firstUnits(text, maxChars * 8)
    .toWellFormed()
    .replace(HIDDEN, "")
    .replace(BLANKS, " ")
    .trim();
  return cutChars(line, maxChars);
}

/** The first `maxChars` characters, the last of them an ellipsis where there were more. Whole characters only. */
export function cutChars(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const chars = Array.from(firstUnits(text, maxChars * 2 + 2));
  return chars.length <= maxChars
    ? text
    : `${chars
        .slice(0, maxChars - 1)
        .join("")
        .trimEnd()}…`;
}

/** Without the first half of a surrogate pair at its end. */
function firstUnits(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units);
}

/**
 * The same text to the eye, and to a program that looks for links (`evil.com`, `https://…`, `mailto:…`), mentions (`@name`), tags
 * (`#name`, `$NAME`), commands (`/name`), telephone numbers or Markdown links a text without any. At most three times as long.
 */
export function withoutLinks(text: string): string {
  return text
    .replaceAll("@", `${WORD_BREAK}@${WORD_BREAK}`)
    .replace(/[#$](?=[\p{L}\p{N}_])/gu, `$&${WORD_BREAK}`)
    .replace(
      /(?:mailto|tel|sms|sip|xmpp|geo|magnet|bitcoin|callto|skype|data|javascript):|:(?=\/)/gi,
      `$&${WORD_BREAK}`,
    )
    .replace(/\/(?=\/)/g, `$&${WORD_BREAK}`)
    .replace(/[.\u3002\uff0e\uff61](?=\p{L})/gu, `$&${WORD_BREAK}`)
    .replace(/\.(?=[0-9]+\.[0-9])/g, `$&${WORD_BREAK}`)
    .replace(/(?:^|[^\p{L}\p{N}_])\/(?=[\p{L}\p{N}_])/gu, `$&${WORD_BREAK}`)
    .replace(/\+(?=[0-9]{7})/g, `$&${WORD_BREAK}`)
    .replace(/\](?=\()/g, `$&${WORD_BREAK}`);
}

/** A message as plain text that may stand anywhere but in markup. */
export interface PlainMessage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Of the dashboard; null where the message has no address that may be opened. */
  readonly link: string | null;
}

export function plainMessage({ title, lines, url }: AlertMessage): PlainMessage {
  return {
    title: plainText(title, TITLE_MAX_CHARS) || "Fillcast",
    lines: lines
      .slice(0, LINES_MAX)
      .map((line) => plainText(line, LINE_MAX_CHARS))
      .filter((line) => line !== ""),
    link: plainLink(url),
  };
}

/** For channels whose readers' programs look for links in text. */
export function unlinkedMessage(message: AlertMessage): PlainMessage {
  const { title, lines, link } = plainMessage(message);
  return { title: withoutLinks(title), lines: lines.map(withoutLinks), link };
}

/** An absolute http(s) address of ASCII characters that need no escape in quotes, brackets or markup but for `&`; else null. */
function plainLink(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return null;
  const path = url.href
    .slice(url.origin.length)
    .replace(/[^A-Za-z0-9\-._~:/?#@!$&+,;=%]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const link = `${url.origin}${path}`;
  return link.length <= LINK_MAX_CHARS ? link : `${url.origin}/`;
}

/**
 * Title and lines as one text of at most `max` (in the unit of `measure`): whole lines, and where some do not fit, a last one that
 * says how many. The title always stands; it has to fit.
 */
export function fitLines(
  title: string,
  lines: readonly string[],
  max: number,
  measure: (text: string) => number = (text) => text.length,
): string {
  for (let kept = lines.length; kept > 0; kept--) {
    const left = lines.length - kept;
    const text = [title, ...lines.slice(0, kept), ...(left === 0 ? [] : [`… and ${left} more`])].join("\n");
    if (measure(text) <= max) return text;
  }
  return title;
}
