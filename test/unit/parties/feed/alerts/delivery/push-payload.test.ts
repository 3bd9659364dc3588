import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainMessage } from "../../../../../../parties/feed/alerts/delivery/plain.ts";
import { PAYLOAD_MAX_BYTES, pushPayload } from "../../../../../../parties/feed/alerts/delivery/push-payload.ts";
import { alertMessage } from "../../../../../support/alert-message.ts";
import { hostileMessage } from "../../../../../support/hostile-messages.ts";

describe("what a push brings", () => {
  it("has the agreed members", () => {
    expect(JSON.parse(pushPayload(alertMessage({ topic: "summary" })))).toEqual({
      v: 1,
      title: "2 trades closed, +31.20 USDT",
      lines: ["BTC/USDT closed +12.40 USDT (+1.2 %)", "ETH/USDT:USDT closed +18.80 USDT (+0.9 %)"],
      path: "/trades?bot=grid-1",
      tag: "summary",
      feed: "alice",
      at: 1_795_000_000_000,
      count: 2,
      seqs: [41, 42],
    });
    expect(JSON.parse(pushPayload(alertMessage(), "brief"))).toMatchObject({ lines: [], tag: "msg_1", count: 2 });
    expect(JSON.parse(pushPayload(alertMessage({ url: "javascript:alert(1)" })))).toMatchObject({ path: "/" });
  });

  it("never has a path that begins another host", () => {
    for (const url of ["https://fillcast.dev//evil.com/x", "https://fillcast.dev/\\evil.com/x"])
      expect(JSON.parse(pushPayload(alertMessage({ url })))).toMatchObject({ path: "/evil.com/x" });
  });

  it("fits, and opens the page alone, whatever bots wrote", () => {
    fc.assert(
      fc.property(hostileMessage, (message) => {
        const text = pushPayload(message);
        expect(Buffer.byteLength(text, "utf8")).toBeLessThanOrEqual(PAYLOAD_MAX_BYTES);
        const { title, lines, path } = JSON.parse(text) as { title: string; lines: string[]; path: string };
        expect(title).toBe(plainMessage(message).title);
        expect(plainMessage(message).lines.slice(0, lines.length)).toEqual(lines);
        expect(new URL(path, "https://fillcast.dev").origin).toBe("https://fillcast.dev");
        expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
    const wide = alertMessage({ title: "取".repeat(300), lines: Array.from({ length: 12 }, () => "😀".repeat(300)) });
    const { lines } = JSON.parse(pushPayload(wide)) as { lines: string[] };
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThan(12);
  });
});
