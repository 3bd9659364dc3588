import { describe, expect, test } from "vitest";
import { redact } from "../../../../src/http/redact.ts";
import { signToken } from "../../../../src/auth/jwt.ts";

describe("what goes to a log", () => {
  const key = signToken({ sub: "u1", scope: "owner", jti: "k1", iat: 1 }, { current: "secret" });

  test.each([
    `GET https://edge/v1/webhooks/freqtrade/${key} failed`,
    `https://edge/parties/feed/u1?token=${key}&v=1`,
    `Bearer ${key}`,
    `"${key}"`,
    key.slice(0, -10),
    "https://edge/?key=anything-else)",
  ])("%s has no key", (text) => {
    const logged = redact(text, 1_000);
    expect(logged).not.toContain(key.split(".")[2]);
    expect(logged).not.toContain(key.split(".")[1]);
    expect(logged).not.toContain("anything-else");
  });

  test("keeps what is no secret", () => {
    const text = "TypeError: x is not a function at a.ts:5:1";
    expect(redact(text, 1_000)).toBe(text);
  });

  test("has no key where it is cut in the middle of one", () => {
    const text = `"${key}"`;
    for (let chars = 0; chars <= text.length; chars++) {
      expect(redact(text, chars)).not.toContain(key.slice(0, 8));
      expect(redact(text, chars).length).toBeLessThanOrEqual(chars + 2);
    }
  });

  test("is short, however long what was sent is", () => {
    for (const unit of ["eyJ", "?", "a", ".", "eyJ.", "\ud83d"]) {
      expect(redact(unit.repeat(2 ** 20), 300).length).toBeLessThan(1_200);
      expect(redact(unit.repeat(2 ** 20), 300).isWellFormed()).toBe(true);
    }
  });
});
