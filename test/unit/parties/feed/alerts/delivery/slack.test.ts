import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unlinkedMessage } from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { readSlack, writeSlack } from "../../../../../../parties/feed/alerts/delivery/slack.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage } from "../../../../../support/hostile-messages.ts";
import { answer } from "../../../../../support/channel-answers.ts";

const ADDRESS = { url: "https://hooks.slack.com/services/T/B/secret" };
const bodyOf = (...args: Parameters<typeof writeSlack>) =>
  JSON.parse(writeSlack(...args).body as string) as { readonly text: string };
const decode = (text: string) =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&" })[name]!);

describe("a message for Slack", () => {
  it("has title, lines and a link, and no markup", () => {
    expect(writeSlack(alertMessage(), ADDRESS).url).toBe(ADDRESS.url);
    expect(bodyOf(alertMessage({ url: "https://fillcast.dev/trades?a=1&b=2" }), ADDRESS)).toEqual({
      text: "2 trades closed, +31.20 USDT\nBTC/USDT closed +12.40 USDT (+1.2 %)\nETH/USDT:USDT closed +18.80 USDT (+0.9 %)\n<https://fillcast.dev/trades?a=1&amp;b=2|Open Fillcast>",
      mrkdwn: false,
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("has one link, ours, and no broken escape, whatever bots wrote", () => {
    fc.assert(
      fc.property(hostileMessage, fc.constantFrom("whole" as const, "brief" as const), (message, size) => {
        const { text } = bodyOf(message, ADDRESS, size);
        const { title, lines, link } = unlinkedMessage(message);
        expect(text.length).toBeLessThanOrEqual(4_000);
        expect(text.isWellFormed()).toBe(true);
        expect(text.match(/<[^>]*>?/g)).toEqual([`<${link!.replaceAll("&", "&amp;")}|Open Fillcast>`]);
        expect(text.match(/>/g)).toHaveLength(1);
        expect(text.replace(/&(?:lt|gt|amp);/g, "")).not.toContain("&");
        const [first, ...rest] = text.split("\n").map(decode);
        expect(first).toBe(title);
        const kept = rest.slice(0, -1).filter((line) => !/^… and \d+ more$/.test(line));
        expect(kept).toEqual(size === "brief" ? [] : lines.slice(0, kept.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe("Slack's answers", () => {
  it("are read by status and word", () => {
    expect(readSlack(answer(200, "ok"))).toEqual({ kind: "sent" });
    expect(readSlack(answer(429, "rate_limited", "30"))).toMatchObject({ kind: "failed", afterMs: 30_000 });
    expect(readSlack(answer(400, "invalid_payload"))).toEqual({
      kind: "failed",
      why: "Slack refused the message (400: invalid_payload).",
      afterMs: null,
    });
    expect(readSlack(answer(403, "action_prohibited"))).toMatchObject({ kind: "off" });
    expect(readSlack(answer(404, "no_service"))).toMatchObject({ kind: "off" });
    expect(readSlack(answer(410, "channel_is_archived"))).toMatchObject({ kind: "off" });
    expect(readSlack(answer(404, "<html>not found"))).toMatchObject({
      why: expect.not.stringContaining("html") as string,
    });
    expect(readSlack(answer(500, "rollup_error"))).toMatchObject({ kind: "failed" });
  });
});
