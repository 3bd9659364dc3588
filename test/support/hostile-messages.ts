/** What a bot could write into a message that wants more than to be read. */
import * as fc from "fast-check";
import type { AlertMessage } from "../../parties/feed/alerts/message.ts";
import { alertMessage } from "./alert-message.ts";

/** Each wants to be a link, a mention, markup, another line, or half a character. */
export const HOSTILE_PIECES: readonly string[] = [
  "http://[::1]//evil.com",
  "https://evil.com/x",
  "HTTP://EVIL.COM",
  "www.evil.com",
  "evil.com",
  "evil。com",
  "user@evil.com",
  "mailto:a@b.co",
  "tg://resolve?domain=evil",
  "1.2.3.4",
  "http://1.2.3.4:80/",
  "http://[::1]/",
  "@everyone",
  "@here",
  "@durov",
  "#general",
  "$BTC",
  "/start",
  "/ban@bot",
  "+441234567890",
  "<!channel>",
  "<@U123>",
  "<@&123>",
  "<#C1>",
  "<https://evil.com|safe>",
  "<b>",
  "</b>",
  '<a href="https://evil.com">x</a>',
  "<script>",
  "&lt;",
  "&amp;",
  "&#64;everyone",
  "[safe](https://evil.com)",
  "[x](<https://evil.com>)",
  "**bold**",
  "__under__",
  "~~gone~~",
  "||spoiler||",
  "`code`",
  "```",
  "# head",
  "> quote",
  "- item",
  "-# small",
  "1. item",
  ":smile:",
  "<:a:1>",
  "<t:0:R>",
  "\\",
  "\\\\",
  "\\*",
  "\n",
  "\r\n",
  "\r\nX-Injected: 1\r\n\r\nbody",
  "\u2028",
  "\u0085",
  "\u0000",
  "\t",
  "=?UTF-8?B?WA==?=",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u00ad",
  "\ufeff",
  "\ud83d",
  "\ude00",
  "😀",
  "👨‍👩‍👧",
  "é",
  "ي",
  "%0d%0a",
  '"',
  "'",
  " ",
  ".",
  "com",
  "/",
  ":",
  "@",
  "x",
];

/** Text that a bot could have written: pieces above, single characters of any kind, and long runs. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...HOSTILE_PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE_PIECES), fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 8 })
    .map((pieces) => pieces.join("")),
  fc
    .tuple(fc.constantFrom(...HOSTILE_PIECES), fc.integer({ min: 1, max: 600 }))
    .map(([piece, times]) => piece.repeat(times)),
);

/** Everything in it that a bot can have a say in, and more lines than a room makes. */
export const hostileMessage: fc.Arbitrary<AlertMessage> = fc
  .record({
    title: hostileText,
    lines: fc.array(hostileText, { maxLength: 14 }),
    path: hostileText,
    urgent: fc.boolean(),
    topic: fc.option(hostileText),
  })
  .map(({ title, lines, path, urgent, topic }) => {
    const items = lines.map((text, at) => ({
      kind: "exception" as const,
      bot: "b",
      mode: "live" as const,
      seq: at,
      at,
      text,
    }));
    const url = `https://fillcast.dev/bots/${encodeURIComponent(path.toWellFormed())}`;
    return alertMessage({ title, lines, url, urgent, topic, items, count: items.length });
  });
