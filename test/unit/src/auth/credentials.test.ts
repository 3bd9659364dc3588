import { describe, expect, test } from "vitest";
import { headerToCredential } from "../../../../src/auth/credentials.ts";

describe("where a key stands", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    ["Bearer abc", "abc"],
    ["bearer   abc ", "abc"],
    [basic("bot:abc"), "abc"],
    [basic("bot:a:b"), "a:b"],
    [basic(":abc"), "abc"],
    [basic("abc:"), "abc"],
    [basic("abc"), "abc"],
    [basic(":"), null],
    ["Basic %%%", null],
    ["Bearer", null],
    ["Bearer a b", null],
    ["Digest abc", null],
    ["", null],
    [undefined, null],
  ])("%j carries %j", (authorization, expected) => expect(headerToCredential(authorization)).toBe(expected));
});
