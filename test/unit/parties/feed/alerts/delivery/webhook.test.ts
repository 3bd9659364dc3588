import { createHmac, randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { readWebhook, secretBytes, writeWebhook } from "../../../../../../parties/feed/alerts/delivery/webhook.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage } from "../../../../../support/hostile-messages.ts";
import { answer } from "../../../../../support/channel-answers.ts";

const SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const ADDRESS = { url: "https://hooks.fillcast.dev/in", secret: SECRET };

describe("a signed webhook", () => {
  it("is verified by the standard's own library, for this id, time and body alone", async () => {
    const { headers, body } = await writeWebhook(alertMessage(), ADDRESS, Date.now());
    const webhook = new Webhook(SECRET);
    expect(webhook.verify(body as string, { ...headers })).toEqual(JSON.parse(body as string));
    expect(() => webhook.verify(`${body as string} `, { ...headers })).toThrow("No matching signature");
    expect(() => webhook.verify(body as string, { ...headers, "Webhook-Id": "msg_2" })).toThrow("No matching");
    const other = new Webhook(`whsec_${randomBytes(32).toString("base64")}`);
    expect(() => other.verify(body as string, { ...headers })).toThrow("No matching signature");
  });

  it("says when it was tried, and signs that", async () => {
    const { headers, body } = await writeWebhook(alertMessage(), ADDRESS, 1_795_000_000_999);
    const signed = `msg_1.1795000000.${body as string}`;
    const signature = createHmac("sha256", secretBytes(SECRET)!).update(signed).digest("base64");
    expect(headers).toEqual({
      "Content-Type": "application/json",
      "Webhook-Id": "msg_1",
      "Webhook-Timestamp": "1795000000",
      "Webhook-Signature": `v1,${signature}`,
    });
  });

  it("has the documented members", async () => {
    const message = alertMessage({ count: 30 });
    const bodyOf = async (size: "whole" | "brief") =>
      JSON.parse((await writeWebhook(message, ADDRESS, 0, size)).body as string) as object;
    expect(await bodyOf("whole")).toEqual({
      type: "alerts",
      feed: "alice",
      at: 1_795_000_000_000,
      title: "2 trades closed, +31.20 USDT",
      lines: message.lines,
      url: "https://fillcast.dev/trades?bot=grid-1",
      count: 30,
      items: message.items,
    });
    expect(await bodyOf("brief")).toMatchObject({ count: 30, lines: [], items: [] });
  });

  it("is one JSON text of bounded size, whatever bots wrote", async () => {
    await fc.assert(
      fc.asyncProperty(hostileMessage, async (message) => {
        const { headers, body } = await writeWebhook(message, ADDRESS, Date.now());
        const read = new Webhook(SECRET).verify(body as string, { ...headers }) as {
          readonly items: readonly { readonly text: string }[];
        };
        expect(Object.keys(read)).toEqual(["type", "feed", "at", "title", "lines", "url", "count", "items"]);
        expect((body as string).length).toBeLessThan(40_000);
        for (const { text } of read.items) expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a webhook's secret", () => {
  it("is 24 to 64 bytes in exact base64 after whsec_", () => {
    const secret = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;
    for (const bytes of [24, 32, 64]) expect(secretBytes(secret(bytes))).toHaveLength(bytes);
    for (const text of [
      secret(23),
      secret(65),
      "",
      "whsec_",
      secret(32).slice(6),
      secret(32).replace("=", ""),
      `${secret(24)}\n`,
    ])
      expect(secretBytes(text)).toBeNull();
  });
});

describe("a webhook's answers", () => {
  it("are read by status", () => {
    expect(readWebhook("h", answer(204))).toEqual({ kind: "sent" });
    expect(readWebhook("h", answer(410))).toMatchObject({ kind: "off", gone: false });
    expect(readWebhook("h", answer(404))).toMatchObject({ kind: "failed" });
    expect(readWebhook("h", answer(401))).toMatchObject({ kind: "failed" });
    expect(readWebhook("h", answer(503, "", "120"))).toMatchObject({ kind: "failed", afterMs: 120_000 });
    expect(readWebhook("h", answer(302))).toMatchObject({ why: expect.stringContaining("redirects (302)") as string });
  });
});
