import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signToken, verifyToken, type Claims } from "../../../../src/auth/jwt.ts";
import { secretToKid } from "../../../../src/auth/secrets.ts";

const secrets = { current: "a secret of today", previous: "a secret of yesterday" };
const claims: Claims = { sub: "u1", scope: "publish", jti: "k1", iat: 1_700_000_000 };
const b64 = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
function forge(header: object, payload: object, secret = secrets.current): string {
  const text = `${b64(header)}.${b64(payload)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
const header = { alg: "HS256", typ: "JWT", kid: secretToKid(secrets.current) };

describe("tokens", () => {
  test("what was signed is verified", () => {
    const full: Claims = { ...claims, exp: 1_800_000_000, nbf: 1, bot: "spot-1", dry: true };
    expect(verifyToken(signToken(full, secrets), secrets)).toEqual(full);
  });

  test("the current and the previous secret verify, an older one does not", () => {
    const older = signToken(claims, { current: secrets.previous });
    expect(verifyToken(older, secrets)).toEqual(claims);
    expect(verifyToken(older, { current: secrets.current })).toBeNull();
  });

  test("the kid is the first eight hex digits of the secret's SHA-256, and an unknown one is refused", () => {
    expect(secretToKid("abc")).toBe("ba7816bf");
    expect(verifyToken(forge({ ...header, kid: "00000000" }, claims), secrets)).toBeNull();
    expect(verifyToken(forge({ ...header, kid: 5 }, claims), secrets)).toBeNull();
  });

  test("a kid of one secret over a signature of the other is refused", () => {
    expect(verifyToken(forge(header, claims, secrets.previous), secrets)).toBeNull();
  });

  test("a token without kid is tried with both secrets", () => {
    const { kid: _, ...withoutKid } = header;
    for (const secret of [secrets.current, secrets.previous]) {
      expect(verifyToken(forge(withoutKid, claims, secret), secrets)).toEqual(claims);
    }
    expect(verifyToken(forge(withoutKid, claims, "another"), secrets)).toBeNull();
  });

  test.each(["none", "None", "HS512", "hs256", "RS256", "", undefined, 256])("alg %j is refused", (alg) => {
    expect(verifyToken(forge({ ...header, alg }, claims), secrets)).toBeNull();
    expect(verifyToken(`${b64({ ...header, alg })}.${b64(claims)}.`, secrets)).toBeNull();
  });

  test("critical extensions are refused", () => {
    expect(verifyToken(forge({ ...header, crit: ["exp"] }, claims), secrets)).toBeNull();
  });

  test("an empty secret verifies nothing", () => {
    const { kid: _, ...withoutKid } = header;
    const token = forge(withoutKid, claims, "");
    expect(verifyToken(token, { current: "" })).toBeNull();
    expect(verifyToken(token, { current: secrets.current, previous: "" })).toBeNull();
  });

  test("no character of a token can be changed", () => {
    const token = signToken(claims, secrets);
    for (let index = 0; index < token.length; index++) {
      for (const other of ["A", "z", "_", "."]) {
        const altered = token.slice(0, index) + other + token.slice(index + 1);
        if (altered !== token) expect(verifyToken(altered, secrets), `${index} ${other}`).toBeNull();
      }
    }
  });

  test.each(["", ".", "..", "a.b.c", "a.b.c.d", "eyJ", b64(claims), `${"a".repeat(3_000)}.b.c`, "é.é.é"])(
    "%j is no token",
    (text) => expect(verifyToken(text, secrets)).toBeNull(),
  );

  test("padding and spaces make another token", () => {
    const token = signToken(claims, secrets);
    for (const altered of [`${token}=`, `${token} `, ` ${token}`, `${token}\n`]) {
      expect(verifyToken(altered, secrets)).toBeNull();
    }
  });

  test.each([
    [{ sub: "../x" }],
    [{ sub: "" }],
    [{ sub: "a".repeat(65) }],
    [{ sub: 5 }],
    [{ scope: "admin" }],
    [{ scope: undefined }],
    [{ jti: undefined }],
    [{ jti: "a/b" }],
    [{ jti: "" }],
    [{ iat: "now" }],
    [{ exp: "1800000000" }],
    [{ exp: null }],
    [{ nbf: -1 }],
    [{ bot: "a b" }],
    [{ bot: null }],
    [{ dry: "true" }],
    [{ kexp: "never" }],
  ])("well signed claims with %j are refused", (wrong) => {
    expect(verifyToken(forge(header, { ...claims, ...wrong }), secrets)).toBeNull();
  });

  test.each([["[]"], ["5"], ["null"], ['"x"'], ["{"]])("a payload %s is refused", (payload) => {
    const text = `${b64(header)}.${b64(payload)}`;
    const signature = createHmac("sha256", secrets.current).update(text).digest("base64url");
    expect(verifyToken(`${text}.${signature}`, secrets)).toBeNull();
  });

  test("secrets are used as UTF-8", () => {
    const unicode = { current: "пароль 🔑" };
    const token = forge({ alg: "HS256" }, claims, unicode.current);
    expect(verifyToken(token, unicode)).toEqual(claims);
  });
});
