import { describe, expect, it } from "vitest";
import { deliver } from "../../../../../../parties/feed/alerts/delivery/deliver.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import {
  discordAt,
  newBox,
  ntfyAt,
  received,
  slackAt,
  subscribe,
  TELEGRAM_TOKEN,
  telegramChat,
  webhookAt,
  WORLD,
  worldOfTelegram,
} from "../../../../receivers.ts";

describe("a push", () => {
  it("is decrypted by another library, with a token that the push service verifies", async () => {
    const box = newBox();
    const message = alertMessage({ urgent: true, topic: "summary of the day, 24 November 2026" });
    expect(await deliver(await subscribe(box), message, WORLD)).toEqual({ kind: "sent" });
    const [push] = await received(box);
    expect(push).toMatchObject({
      status: 201,
      taken: {
        payload: {
          v: 1,
          title: message.title,
          lines: message.lines,
          path: "/trades?bot=grid-1",
          feed: "alice",
          count: 2,
        },
        urgency: "high",
        subject: "mailto:ops@fillcast.dev",
        topic: expect.stringMatching(/^[A-Za-z0-9_-]{1,32}$/) as string,
      },
    });
    const { ttl, expires } = push!.taken as { readonly ttl: number; readonly expires: number };
    expect(ttl).toBeGreaterThanOrEqual(3_600);
    expect(expires).toBeLessThan(Date.now() / 1_000 + 86_400);
  });

  it("of the largest message fits, in any script", async () => {
    const box = newBox();
    const lines = Array.from({ length: 12 }, (_, at) => `${at} ${"😀取".repeat(99)}`);
    expect(await deliver(await subscribe(box), alertMessage({ lines }), WORLD)).toEqual({ kind: "sent" });
    expect((await received(box))[0]).toMatchObject({ status: 201, taken: { urgency: "normal", topic: null } });
  });

  it.each([
    ["404", { kind: "off", gone: true }],
    ["410", { kind: "off", gone: true }],
    ["429", { kind: "failed", afterMs: 7_000 }],
    ["413", { kind: "failed", why: expect.stringContaining("too large") as string }],
    ["403", { kind: "failed", why: expect.stringContaining("key") as string }],
    ["500", { kind: "failed", afterMs: null }],
    ["503", { kind: "failed", afterMs: 7_000 }],
    ["redirect", { kind: "failed", why: expect.stringContaining("redirects (302)") as string }],
  ])("that is answered by %s ends so", async (behaviour, outcome) => {
    expect(await deliver(await subscribe(newBox(), behaviour), alertMessage(), WORLD)).toMatchObject(outcome);
  });

  it("that was too large comes once more with its title alone", async () => {
    const box = newBox();
    expect(await deliver(await subscribe(box, "413-brief"), alertMessage(), WORLD)).toEqual({ kind: "sent" });
    expect((await received(box)).map(({ status }) => status)).toEqual([413, 201]);
  });

  it("to a device that subscribed with another key is refused, and the device is kept", async () => {
    const box = newBox();
    expect(await deliver(await subscribe(box, "takes", `B${"A".repeat(86)}`), alertMessage(), WORLD)).toMatchObject({
      kind: "failed",
    });
  });

  it("is off where the device's keys are none, and waits where the server has none", async () => {
    const address = await subscribe(newBox());
    const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url");
    const broken = { ...address, keys: { ...address.keys, p256dh } };
    expect(await deliver(broken, alertMessage(), WORLD)).toMatchObject({ kind: "off", gone: false });
    expect(await deliver(address, alertMessage(), { ...WORLD, vapid: null })).toMatchObject({ kind: "failed" });
  });
});

describe("a webhook", () => {
  it("is verified by the standard's library", async () => {
    const box = newBox();
    expect(await deliver(webhookAt(box), alertMessage(), WORLD)).toEqual({ kind: "sent" });
    expect((await received(box))[0]).toMatchObject({
      status: 204,
      headers: { "webhook-id": "msg_1", "content-type": "application/json" },
      taken: { type: "alerts", feed: "alice", count: 2, items: [{ seq: 41 }, { seq: 42 }] },
    });
  });

  it.each([
    ["410", { kind: "off", gone: false }],
    ["404", { kind: "failed" }],
    ["429-date", { kind: "failed", afterMs: expect.closeTo(600_000, -5) as number }],
    ["cut", { kind: "failed", why: "127.0.0.1:PORT could not be reached." }],
    ["endless", { kind: "failed", why: "127.0.0.1:PORT answered 500." }],
    ["endless-200", { kind: "sent" }],
  ])("that is answered by %s ends so", async (behaviour, outcome) => {
    const ended = await deliver(webhookAt(newBox(), behaviour), alertMessage(), WORLD);
    expect(JSON.parse(JSON.stringify(ended).replace(/:\d{4,5} /, ":PORT "))).toMatchObject(outcome);
  });

  it("does not follow a redirect", async () => {
    const box = newBox();
    expect(await deliver(webhookAt(box, "redirect"), alertMessage(), WORLD)).toMatchObject({ kind: "failed" });
    expect((await received(box)).map(({ path }) => path)).toEqual([`/webhook/${box}/redirect`]);
  });

  it("that never answers, or never ends an answer, is given up after ten seconds", { timeout: 60_000 }, async () => {
    const started = Date.now();
    const behaviours = ["hangs", "trickles", "hangs-410"];
    const ended = await Promise.all(behaviours.map((one) => deliver(webhookAt(newBox(), one), alertMessage(), WORLD)));
    expect(ended).toEqual([
      { kind: "failed", why: expect.stringContaining("did not answer within 10 seconds") as string, afterMs: null },
      { kind: "failed", why: expect.stringContaining("answered 500") as string, afterMs: null },
      { kind: "off", why: expect.stringContaining("(410)") as string, gone: false },
    ]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(9_000);
  });

  it("is not sent to a host that is not public, though it was once allowed", async () => {
    const box = newBox();
    expect(await deliver(webhookAt(box), alertMessage(), { ...WORLD, allowsLoopback: false })).toMatchObject({
      kind: "off",
      gone: false,
    });
    expect(await received(box)).toEqual([]);
  });

  it("to where nobody listens fails, without its address in the words", async () => {
    const ended = await deliver(
      { ...webhookAt(newBox()), kind: "discord", url: "http://127.0.0.1:9/secret-path" },
      alertMessage(),
      WORLD,
    );
    expect(ended).toEqual({ kind: "failed", why: "127.0.0.1:9 could not be reached.", afterMs: null });
  });
});

describe("the chat services", () => {
  it("show the title in bold, the lines, and a link to the page", async () => {
    const box = newBox();
    const message = alertMessage();
    expect(await deliver(telegramChat("5"), message, worldOfTelegram(box))).toEqual({ kind: "sent" });
    expect((await received(box))[0]).toMatchObject({
      status: 200,
      taken: {
        bold: [message.title],
        links: [message.url],
        text: [message.title, ...message.lines, "Open Fillcast"].join("\n"),
      },
    });
    const others = [discordAt(newBox()), slackAt(newBox()), ntfyAt(newBox()), ntfyAt(newBox(), "protected", "tk_good")];
    for (const address of others) expect(await deliver(address, message, WORLD)).toEqual({ kind: "sent" });
  });

  it("take the largest message in any script", async () => {
    const message = alertMessage({
      title: "取".repeat(120),
      lines: Array.from({ length: 12 }, () => "<😀&*@取>".repeat(25)),
    });
    const box = newBox();
    expect(await deliver(telegramChat("5"), message, worldOfTelegram(newBox()))).toEqual({ kind: "sent" });
    for (const address of [discordAt(newBox()), slackAt(newBox()), ntfyAt(box)])
      expect(await deliver(address, message, WORLD)).toEqual({ kind: "sent" });
    expect((await received(box))[0]).toMatchObject({ taken: { title: "取".repeat(120), attached: false } });
  });

  it("say when to come back, each in its own way", async () => {
    expect(await deliver(telegramChat("429"), alertMessage(), worldOfTelegram(newBox()))).toMatchObject({
      afterMs: 7_000,
    });
    expect(await deliver(discordAt(newBox(), "limited"), alertMessage(), WORLD)).toMatchObject({ afterMs: 312 });
    expect(await deliver(slackAt(newBox(), "limited"), alertMessage(), WORLD)).toMatchObject({ afterMs: 30_000 });
    expect(await deliver(ntfyAt(newBox(), "limited"), alertMessage(), WORLD)).toMatchObject({
      kind: "failed",
      afterMs: null,
    });
  });

  it("say when it is over", async () => {
    const addresses = [discordAt(newBox(), "deleted"), slackAt(newBox(), "archived"), ntfyAt(newBox(), "protected")];
    for (const address of addresses)
      expect(await deliver(address, alertMessage(), WORLD)).toMatchObject({ kind: "off", gone: false });
    for (const [chat, token] of [
      ["403", TELEGRAM_TOKEN],
      ["400", TELEGRAM_TOKEN],
      ["5", TELEGRAM_TOKEN.replace("123456", "999")],
    ] as const)
      expect(await deliver(telegramChat(chat, token), alertMessage(), worldOfTelegram(newBox()))).toMatchObject({
        kind: "off",
      });
  });

  it("do not get a secret of theirs into the words for the owner", async () => {
    const box = newBox();
    const ended = await deliver(discordAt(box, "echo"), alertMessage(), WORLD);
    expect(ended).toMatchObject({ kind: "failed", why: expect.stringContaining("refused the message") as string });
    expect(JSON.stringify(ended)).not.toContain(box);
  });
});
