import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeHeader, readNtfy, writeNtfy } from "../../../../../../parties/feed/alerts/delivery/ntfy.ts";
import { unlinkedMessage } from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage, hostileText } from "../../../../../support/hostile-messages.ts";
import { answer } from "../../../../../support/channel-answers.ts";
import { decodeHeader } from "../../../../../support/encoded-words.ts";

const ADDRESS = { url: "https://ntfy.sh/a-long-random-name", token: null };

describe("a message for ntfy", () => {
  it("has the title in a header and the lines as its body", () => {
    expect(writeNtfy(alertMessage(), ADDRESS)).toEqual({
      url: ADDRESS.url,
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        Title: "2 trades closed, +31.20 USDT",
        Click: "https://fillcast.dev/trades?bot=grid-1",
      },
      body: "BTC/USDT closed +12.40 USDT (+1.2 %)\nETH/USDT:USDT closed +18.80 USDT (+0.9 %)",
    });
  });

  it("is loud where it cannot wait, and carries the token", () => {
    const { headers } = writeNtfy(alertMessage({ urgent: true }), { ...ADDRESS, token: "tk_x" });
    expect(headers).toMatchObject({ Priority: "high", Tags: "rotating_light", Authorization: "Bearer tk_x" });
  });

  it("never has an empty body, which ntfy would fill itself", () => {
    expect(writeNtfy(alertMessage({ lines: [] }), ADDRESS).body).toBe("2 trades closed, +31.20 USDT");
    expect(writeNtfy(alertMessage(), ADDRESS, "brief").body).toBe("2 trades closed, +31.20 USDT");
  });

  it("has headers of one line each and a body within its bound, whatever bots wrote", () => {
    fc.assert(
      fc.property(hostileMessage, fc.constantFrom("whole" as const, "brief" as const), (message, size) => {
        const { headers, body } = writeNtfy(message, ADDRESS, size);
        const { title } = unlinkedMessage(message);
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]+$/);
        expect(Object.keys(headers)).toEqual(
          ["Content-Type", "Title", ...(message.urgent ? ["Priority", "Tags"] : []), "Click"].sort(
            (a, b) => Object.keys(headers).indexOf(a) - Object.keys(headers).indexOf(b),
          ),
        );
        expect(new Headers(headers).get("Title")).toBe(headers.Title);
        expect(decodeHeader(headers.Title!)).toBe(title);
        expect(Buffer.byteLength(body as string, "utf8")).toBeLessThanOrEqual(4_096);
        expect((body as string).isWellFormed()).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a header's text", () => {
  it("is encoded in words of at most 75 characters, each of whole characters", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, "");
        const encoded = encodeHeader(line);
        expect(encoded).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeHeader(encoded)).toBe(line);
        if (encoded !== line) for (const word of encoded.split(" ")) expect(word.length).toBeLessThanOrEqual(75);
      }),
    );
    expect(encodeHeader("=?UTF-8?B?WA==?=")).not.toBe("=?UTF-8?B?WA==?=");
  });
});

describe("ntfy's answers", () => {
  it("are read by status, with what it says", () => {
    expect(readNtfy("ntfy.sh", answer(200, "{}"))).toEqual({ kind: "sent" });
    const limited = '{"code":42901,"http":429,"error":"limit reached: too many requests"}';
    expect(readNtfy("ntfy.sh", answer(429, limited))).toEqual({
      kind: "failed",
      why: "ntfy.sh takes no more messages for now (429): limit reached: too many requests.",
      afterMs: null,
    });
    expect(readNtfy("ntfy.sh", answer(429, "", "9"))).toMatchObject({ afterMs: 9_000 });
    expect(readNtfy("ntfy.sh", answer(403, '{"error":"forbidden"}'))).toMatchObject({ kind: "off" });
    expect(readNtfy("ntfy.sh", answer(401))).toMatchObject({ kind: "off" });
    expect(readNtfy("ntfy.sh", answer(507))).toMatchObject({ kind: "failed" });
  });
});
