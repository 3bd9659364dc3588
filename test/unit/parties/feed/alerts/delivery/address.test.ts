import type { DestinationAddress } from "@fillcast/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAddress, hostOf, secretsOf } from "../../../../../../parties/feed/alerts/delivery/address.ts";
import { HOSTILE_PIECES, hostileText } from "../../../../../support/hostile-messages.ts";

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const TOKEN = `123456:${"A".repeat(35)}`;
const KEYS = {
  p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url"),
  auth: Buffer.alloc(16, 1).toString("base64url"),
};
const push = (endpoint: string, keys = KEYS): DestinationAddress => ({ kind: "push", endpoint, keys });
const webhook = (url: string, secret = SECRET): DestinationAddress => ({ kind: "webhook", url, secret });
const telegram = (token: string, chat: string): DestinationAddress => ({ kind: "telegram", token, chat });
const ntfy = (url: string, token: string | null = null): DestinationAddress => ({ kind: "ntfy", url, token });

const GOOD: readonly DestinationAddress[] = [
  push("https://fcm.googleapis.com/fcm/send/abc"),
  push("https://web.push.apple.com/QAbc"),
  webhook("https://example.com:8443/hook?x=1"),
  telegram(TOKEN, "-1001234567890"),
  telegram(TOKEN, "@my_channel"),
  { kind: "discord", url: "https://discord.com/api/webhooks/123/abc-DEF?thread_id=5" },
  { kind: "discord", url: "https://ptb.discord.com/api/v10/webhooks/123/abc" },
  { kind: "slack", url: "https://hooks.slack.com/services/T/B/x" },
  { kind: "slack", url: "https://chat.example.com/hooks/x" },
  ntfy("https://ntfy.sh/topic_1"),
  ntfy("https://ntfy.example.com/topic", "tk_abc"),
];

describe("an address", () => {
  it.each(GOOD)("is taken: %o", (address) => {
    expect(checkAddress(address, false)).toBeNull();
    expect(checkAddress(address, true)).toBeNull();
  });

  it.each([
    [push("https://fcm.googleapis.com/x", { ...KEYS, auth: "AA" }), /^keys\.auth /],
    [push("https://fcm.googleapis.com/x", { ...KEYS, p256dh: KEYS.auth }), /^keys\.p256dh /],
    [push("https://fcm.googleapis.com/x", { ...KEYS, p256dh: "*" }), /^keys\.p256dh /],
    [push("http://fcm.googleapis.com/x"), /^endpoint must begin with https/],
    [push("fcm.googleapis.com/x"), /^endpoint is not an address/],
    [webhook("https://example.com/", "whsec_AAAA"), /^secret must be/],
    [webhook("https://user:pass@example.com/"), /^url must not contain a user name/],
    [webhook("https://user@example.com/"), /^url must not contain a user name/],
    [webhook("ftp://example.com/"), /^url must begin with https/],
    [webhook("javascript:alert(1)"), /^url must begin with https/],
    [webhook(`https://example.com/${"x".repeat(2_048)}`), /^url has more than 2048/],
    [telegram("123:short", "5"), /^token must be a bot's/],
    [telegram(`${TOKEN}/../x`, "5"), /^token must be a bot's/],
    [telegram(TOKEN, "my_channel"), /^chat must be/],
    [telegram(TOKEN, "1\n2"), /^chat must be/],
    [{ kind: "discord", url: "https://discord.com/channels/1/2" }, /^url must be a webhook's/],
    [{ kind: "slack", url: "https://my.slack.com/services/x" }, /^url must be an incoming webhook's/],
    [ntfy("https://ntfy.sh/"), /^url must end with the topic/],
    [ntfy("https://ntfy.sh/a/b"), /^url must end with the topic/],
    [ntfy("https://ntfy.sh/a?auth=x"), /^url must end with the topic/],
    [ntfy("https://ntfy.sh/a", "a b"), /^token must be printable/],
    [ntfy("https://ntfy.sh/a", "a\r\nX: 1"), /^token must be printable/],
  ] as const)("is refused by its member: %o", (address, words) => {
    expect(checkAddress(address, true)).toMatch(words);
    expect(checkAddress(address, true)).toMatch(/\.$/);
  });

  it("leads to a public host, in every channel that has one", () => {
    const kinds = [
      push,
      webhook,
      ntfy,
      (url: string): DestinationAddress => ({ kind: "discord", url }),
      (url: string): DestinationAddress => ({ kind: "slack", url }),
    ];
    for (const make of kinds) {
      for (const host of [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "nas.local",
        "[::ffff:127.0.0.1]",
      ]) {
        expect(checkAddress(make(`https://${host}/t`), false)).toMatch(/must name a public host/);
        const isHere = /^(?:127\.|localhost|\[::1)/.test(host);
        expect(checkAddress(make(`https://${host}/t`), true) === null).toBe(isHere);
        expect(checkAddress(make(`http://${host}/t`), true) === null).toBe(isHere);
        expect(checkAddress(make(`http://${host}/t`), false)).not.toBeNull();
      }
      expect(checkAddress(make("http://example.com/t"), true)).toMatch(/must begin with https/);
    }
  });

  it("is judged and shown whatever it is, without its secret parts", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          fc.constantFrom(...HOSTILE_PIECES).map((piece) => `https://${piece}`),
          fc.webUrl(),
        ),
        fc.boolean(),
        (text, local) => {
          for (const address of [
            push(text, { p256dh: text, auth: text }),
            webhook(text, text),
            telegram(text, text),
            ntfy(text, text),
          ]) {
            const refused = checkAddress(address, local);
            expect(refused === null || /^[a-z0-9.]+ [^\p{Cc}]*\.$/u.test(refused)).toBe(true);
            expect(hostOf(address)).not.toMatch(/[/?#@\s]/);
            expect(secretsOf(address)).not.toContain(undefined);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("shows its host alone", () => {
    expect(GOOD.map(hostOf)).toEqual([
      "fcm.googleapis.com",
      "web.push.apple.com",
      "example.com:8443",
      "api.telegram.org",
      "api.telegram.org",
      "discord.com",
      "ptb.discord.com",
      "hooks.slack.com",
      "chat.example.com",
      "ntfy.sh",
      "ntfy.example.com",
    ]);
  });
});
