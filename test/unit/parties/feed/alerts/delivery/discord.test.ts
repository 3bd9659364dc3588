import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDiscord, writeDiscord } from "../../../../../../parties/feed/alerts/delivery/discord.ts";
import { unlinkedMessage } from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage } from "../../../../../support/hostile-messages.ts";
import { answer } from "../../../../../support/channel-answers.ts";

const ADDRESS = { url: "https://discord.com/api/webhooks/1/secret?thread_id=5" };

interface Body {
  readonly content: string;
  readonly allowed_mentions: object;
  readonly flags: number;
}
const bodyOf = (...args: Parameters<typeof writeDiscord>) => JSON.parse(writeDiscord(...args).body as string) as Body;

/** The text of a line as Discord shows it, and what of it stands there unescaped and is markup for Discord. */
function readMarkdown(line: string): { readonly text: string; readonly markup: string } {
  let [text, markup] = ["", ""];
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\" && /[^A-Za-z0-9\s]/.test(line[at + 1] ?? " ")) text += line[++at]!;
    else {
      if (/[\\`*_~|<>[\]#:@]/.test(char) || (at === 0 && /[-+]/.test(char))) markup += char;
      text += char;
    }
  }
  if (/^\d+[.)]/.test(line)) markup += "list";
  return { text, markup };
}

describe("a message for Discord", () => {
  it("has a bold title, its lines and a link, and mentions nobody", () => {
    const { url, headers } = writeDiscord(alertMessage(), ADDRESS);
    expect(url).toBe(ADDRESS.url);
    expect(headers).toEqual({ "Content-Type": "application/json" });
    expect(bodyOf(alertMessage(), ADDRESS)).toEqual({
      content:
        "**2 trades closed, +31.20 USDT**\nBTC/USDT closed +12.40 USDT (+1.2 %)\nETH/USDT\\:USDT closed +18.80 USDT (+0.9 %)\n[Open Fillcast](<https://fillcast.dev/trades?bot=grid-1>)",
      allowed_mentions: { parse: [] },
      flags: 4,
    });
  });

  it("has no markup but ours, whatever bots wrote", () => {
    fc.assert(
      fc.property(hostileMessage, fc.constantFrom("whole" as const, "brief" as const), (message, size) => {
        const { content, allowed_mentions } = bodyOf(message, ADDRESS, size);
        const { title, lines, link } = unlinkedMessage(message);
        expect(allowed_mentions).toEqual({ parse: [] });
        expect(content.length).toBeLessThanOrEqual(2_000);
        expect(content.isWellFormed()).toBe(true);
        const [first = "", ...rest] = content.split("\n");
        expect(first).toMatch(/^\*\*.*\*\*$/);
        expect(readMarkdown(first.slice(2, -2))).toEqual({ text: title, markup: "" });
        expect(rest.pop()).toBe(`[Open Fillcast](<${link}>)`);
        const kept = rest.filter((line) => !/^… and \d+ more$/.test(line));
        expect(kept.map(readMarkdown)).toEqual(
          size === "brief" ? [] : lines.slice(0, kept.length).map((text) => ({ text, markup: "" })),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("Discord's answers", () => {
  it("are read by what they say", () => {
    expect(readDiscord(answer(204))).toEqual({ kind: "sent" });
    const limited = JSON.stringify({ message: "You are being rate limited.", retry_after: 0.312, global: false });
    expect(readDiscord(answer(429, limited, "1"))).toMatchObject({ kind: "failed", afterMs: 312 });
    expect(readDiscord(answer(429, "<html>", "65"))).toMatchObject({ kind: "failed", afterMs: 65_000 });
    expect(readDiscord(answer(404, '{"message":"Unknown Webhook","code":10015}'))).toMatchObject({ kind: "off" });
    expect(readDiscord(answer(401, '{"message":"Invalid Webhook Token","code":50027}'))).toMatchObject({ kind: "off" });
    expect(readDiscord(answer(400, '{"message":"Cannot send an empty message"}'))).toEqual({
      kind: "failed",
      why: "Discord refused the message (400): Cannot send an empty message.",
      afterMs: null,
    });
    expect(readDiscord(answer(500))).toMatchObject({ kind: "failed" });
  });
});
