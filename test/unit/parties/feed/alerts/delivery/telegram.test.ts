import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unlinkedMessage } from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { readTelegram, writeTelegram } from "../../../../../../parties/feed/alerts/delivery/telegram.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage } from "../../../../../support/hostile-messages.ts";
import { answer } from "../../../../../support/channel-answers.ts";

const ADDRESS = { token: `123456:${"A".repeat(35)}`, chat: "-100200300" };

interface Body {
  readonly chat_id: string;
  readonly text: string;
  readonly parse_mode: string;
  readonly link_preview_options: object;
}
const bodyOf = (...args: Parameters<typeof writeTelegram>) => JSON.parse(writeTelegram(...args).body as string) as Body;
const decode = (html: string) =>
  html.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name]!);

describe("a message for Telegram", () => {
  it("has a bold title, its lines, and a link", () => {
    const { url, headers } = writeTelegram(alertMessage(), ADDRESS);
    expect(url).toBe(`https://api.telegram.org/bot${ADDRESS.token}/sendMessage`);
    expect(headers).toEqual({ "Content-Type": "application/json" });
    expect(bodyOf(alertMessage(), ADDRESS)).toEqual({
      chat_id: "-100200300",
      text: '<b>2 trades closed, +31.20 USDT</b>\nBTC/USDT closed +12.40 USDT (+1.2 %)\nETH/USDT:USDT closed +18.80 USDT (+0.9 %)\n<a href="https://fillcast.dev/trades?bot=grid-1">Open Fillcast</a>',
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
    });
  });

  it("has no markup but ours, and no broken escape, whatever bots wrote", () => {
    fc.assert(
      fc.property(hostileMessage, fc.constantFrom("whole" as const, "brief" as const), (message, size) => {
        const { text } = bodyOf(message, ADDRESS, size);
        const { title, lines, link } = unlinkedMessage(message);
        expect(text.length).toBeLessThanOrEqual(4_096);
        expect(text.isWellFormed()).toBe(true);
        expect(text.match(/<[^>]*>/g)).toEqual(["<b>", "</b>", `<a href="${link!.replaceAll("&", "&amp;")}">`, "</a>"]);
        expect(text.replace(/&(?:lt|gt|quot|amp);/g, "")).not.toContain("&");
        const [first, ...rest] = decode(text.replace(/<[^>]*>/g, "")).split("\n");
        expect(first).toBe(title);
        const kept = rest.slice(0, -1).filter((line) => !/^… and \d+ more$/.test(line));
        expect(kept).toEqual(size === "brief" ? [] : lines.slice(0, kept.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe("Telegram's answers", () => {
  const error = (status: number, description: string, parameters?: object) =>
    readTelegram(answer(status, JSON.stringify({ ok: false, error_code: status, description, parameters })));

  it("are read by what they say", () => {
    expect(readTelegram(answer(200, '{"ok":true}'))).toEqual({ kind: "sent" });
    expect(error(429, "Too Many Requests: retry after 7", { retry_after: 7 })).toMatchObject({
      kind: "failed",
      afterMs: 7_000,
    });
    expect(error(403, "Forbidden: bot was blocked by the user")).toMatchObject({ kind: "off", gone: false });
    expect(error(403, "Forbidden: bot was kicked from the group chat")).toMatchObject({ kind: "off" });
    expect(error(401, "Unauthorized")).toMatchObject({ kind: "off" });
    expect(error(404, "Not Found")).toMatchObject({ kind: "off" });
    expect(error(400, "Bad Request: chat not found")).toMatchObject({ kind: "off" });
    expect(
      error(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: -100 }),
    ).toMatchObject({ kind: "off", why: expect.stringContaining("supergroup") as string });
    expect(error(400, "Bad Request: message is too long")).toEqual({
      kind: "failed",
      why: "Telegram refused the message (400): Bad Request: message is too long.",
      afterMs: null,
    });
    expect(error(502, "Bad Gateway")).toMatchObject({ kind: "failed", afterMs: null });
  });
});
