import * as fc from "fast-check";
import { LinkifyIt } from "linkify-it";
import { describe, expect, it } from "vitest";
import {
  cutChars,
  fitLines,
  plainMessage,
  plainText,
  unlinkedMessage,
  WORD_BREAK,
  withoutLinks,
} from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { HOSTILE_PIECES, hostileText } from "../../../../../support/hostile-messages.ts";

const linkifier = new LinkifyIt({ fuzzyIP: true, fuzzyEmail: true, fuzzyLink: true });

describe("plain text", () => {
  it("is one line of whole characters within its bound, whatever came", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, max) => {
        const plain = plainText(text, max);
        expect(Array.from(plain).length).toBeLessThanOrEqual(max);
        expect(plain.isWellFormed()).toBe(true);
        expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
        expect(plain).toBe(plain.trim());
      }),
      { numRuns: 500 },
    );
  });

  it("keeps what is readable as it is", () => {
    for (const text of ["BTC/USDT closed +12.40 USDT (+1.2 %)", "Ångström 取引 👨‍👩‍👧", "می‌خواهم"])
      expect(plainText(text, 100)).toBe(text);
  });

  it("is cut after a whole character, with an ellipsis", () => {
    expect(cutChars("😀😀😀😀", 3)).toBe("😀😀…");
    expect(cutChars("abcd", 4)).toBe("abcd");
    expect(cutChars("😀😀😀😀", 4)).toBe("😀😀😀😀");
    expect(plainText(`${" ".repeat(15)}😀`, 2)).not.toContain("\ufffd");
  });
});

describe("text without links", () => {
  it.each(HOSTILE_PIECES)("has none of %j", (piece) => {
    expect(linkifier.match(withoutLinks(`see ${piece} now`)) ?? []).toEqual([]);
  });

  it("has none in anything that another program finds links in", () => {
    const findsAny = fc.sample(hostileText, 300).some((text) => linkifier.test(plainText(text, 300)));
    expect(findsAny).toBe(true);
    fc.assert(
      fc.property(hostileText, (text) => {
        const safe = withoutLinks(plainText(text, 300));
        expect(linkifier.match(safe) ?? []).toEqual([]);
        expect(safe).not.toMatch(/:\/\/|\]\(|[@#$][\p{L}\p{N}_]|(?:^|[\s(>])\/\p{L}/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads as before", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = plainText(text, 300);
        expect(withoutLinks(plain).replaceAll(WORD_BREAK, "")).toBe(plain);
        expect(withoutLinks(plain).length).toBeLessThanOrEqual(3 * plain.length);
      }),
    );
  });

  it("leaves figures and pairs alone", () => {
    for (const text of ["BTC/USDT closed +12.40 USDT (+1.2 %)", "ETH/USDT:USDT -0.5", "12:30, 7 trades closed"])
      expect(withoutLinks(text)).toBe(text);
  });
});

describe("a message as plain text", () => {
  it("has a link of safe characters, and none that is not of the web", () => {
    const linkOf = (url: string) => plainMessage(alertMessage({ url })).link;
    expect(linkOf("https://fillcast.dev/trades?bot=a&x=1#t")).toBe("https://fillcast.dev/trades?bot=a&x=1#t");
    expect(linkOf("https://fillcast.dev/a'(b)|c*[d]\"<e>")).toBe(
      "https://fillcast.dev/a%27%28b%29%7Cc%2A%5Bd%5D%22%3Ce%3E",
    );
    expect(linkOf("http://[::1]:8787/x")).toBe("http://[::1]:8787/x");
    expect(linkOf(`https://fillcast.dev/${"x".repeat(900)}`)).toBe("https://fillcast.dev/");
    for (const url of ["javascript:alert(1)", "", "/trades", "https://u:p@fillcast.dev/", "ftp://fillcast.dev/"])
      expect(linkOf(url)).toBeNull();
  });

  it("always has a title, and no empty lines", () => {
    const { title, lines } = unlinkedMessage(alertMessage({ title: "\n\u202e", lines: ["", "\u0000", "a"] }));
    expect({ title, lines }).toEqual({ title: "Fillcast", lines: ["a"] });
  });
});

describe("lines that have to fit", () => {
  it("are kept whole, and the rest is counted", () => {
    expect(fitLines("t", ["aa", "bb"], 7)).toBe("t\naa\nbb");
    expect(fitLines("t", ["aaaaa", "b", "c"], 100)).toBe("t\naaaaa\nb\nc");
    expect(fitLines("t", ["aaaaaaaaaaaaa", "bbbbbbbbbbbbb"], 28)).toBe("t\naaaaaaaaaaaaa\n… and 1 more");
    expect(fitLines("title", ["a".repeat(50)], 20)).toBe("title");
  });

  it("are measured as the channel counts", () => {
    const bytes = (text: string) => Buffer.byteLength(text, "utf8");
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.integer({ min: 1, max: 60 }), (lines, max) => {
        const text = fitLines("t", lines, max, bytes);
        expect(bytes(text)).toBeLessThanOrEqual(max);
        expect(text === "t" || text.startsWith(`t\n${lines[0]}`)).toBe(true);
      }),
    );
  });
});
