import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isAdminToken } from "../../../src/auth/admin.ts";
import { headerToCredential } from "../../../src/auth/credentials.ts";
import { decideGrant, type Need } from "../../../src/auth/grant.ts";
import { secretToKid, signToken, verifyToken, type Claims } from "../../../src/auth/jwt.ts";
import { createKeyRecord, createTicketClaims, firstKeyId, recordToClaims } from "../../../src/feeds/key.ts";

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

describe("grants", () => {
  const nowMs = 1_750_000_000_000;
  const nowS = nowMs / 1000;
  const decide = (over: Partial<Claims>, need: Need = "publish", feed: string | null = null, atMs = nowMs) => {
    const outcome = decideGrant({ ...claims, ...over }, need, feed, atMs);
    return outcome.kind === "grant" ? outcome : outcome.problem.slug;
  };

  test.each([
    ["publish", ["publish"]],
    ["subscribe", ["subscribe", "watch"]],
    ["inspect", ["inspect"]],
    ["owner", ["publish", "subscribe", "watch", "inspect", "owner"]],
    ["ticket", ["watch"]],
  ] as const)("a key of scope %s opens %j and nothing else", (scope, opened) => {
    for (const need of ["publish", "subscribe", "watch", "inspect", "owner"] as const) {
      const outcome = decide({ scope }, need);
      if ((opened as readonly Need[]).includes(need)) expect(outcome).toMatchObject({ feed: "u1", keyId: "k1", scope });
      else expect(outcome).toBe("wrong-scope");
    }
  });

  test("a key opens its own feed only", () => {
    expect(decide({}, "publish", "u1")).toMatchObject({ feed: "u1" });
    expect(decide({}, "publish", "u2")).toBe("forbidden");
    expect(decide({}, "publish", "")).toBe("forbidden");
  });

  test("bot and mode come with it", () => {
    expect(decide({ bot: "b", dry: true })).toMatchObject({ bot: "b", mode: "dry" });
    expect(decide({ dry: false })).toMatchObject({ mode: "live" });
    expect(decide({})).not.toHaveProperty("mode");
  });

  test("on HTTP a key ends at its second", () => {
    expect(decide({ exp: nowS + 1 })).toMatchObject({ expiresAt: nowMs + 1000 });
    expect(decide({ exp: nowS })).toBe("credentials-expired");
    expect(decide({ exp: nowS, scope: "subscribe" }, "subscribe")).toBe("credentials-expired");
  });

  test("a socket still opens for sixty seconds after, and then lives until their end", () => {
    const key = { exp: nowS, scope: "subscribe" } as const;
    expect(decide(key, "watch", null, nowMs + 59_999)).toMatchObject({ expiresAt: nowMs + 60_000 });
    expect(decide(key, "watch", null, nowMs + 60_000)).toBe("credentials-expired");
    expect(decide(key, "watch", null, nowMs - 1)).toMatchObject({ expiresAt: nowMs });
  });

  test("a ticket ends at its second, and its socket with the key behind it", () => {
    const ticket = { exp: nowS + 60, scope: "ticket", kexp: nowS + 90 } as const;
    expect(decide(ticket, "watch")).toMatchObject({ expiresAt: nowMs + 90_000, keyId: "k1" });
    expect(decide(ticket, "watch", null, nowMs + 60_000)).toBe("credentials-expired");
    expect(decide({ exp: nowS + 60, scope: "ticket" }, "watch")).not.toHaveProperty("expiresAt");
  });

  test("a key is not valid before its time", () => {
    expect(decide({ nbf: nowS + 1 })).toBe("unauthenticated");
    expect(decide({ nbf: nowS })).toMatchObject({ kind: "grant" });
  });
});

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

describe("the operator's token", () => {
  test("is compared whole", () => {
    expect(isAdminToken("token", "token")).toBe(true);
    expect(isAdminToken("token ", "token")).toBe(false);
    expect(isAdminToken("", "token")).toBe(false);
  });

  test("is nobody's where it is not set", () => {
    expect(isAdminToken("", "")).toBe(false);
    expect(isAdminToken("undefined", undefined)).toBe(false);
  });
});

describe("key records", () => {
  test("a wish becomes a record and the claims that are signed", () => {
    const wish = { scope: "publish", bot: "spot", dryRun: false, label: "mine", expiresIn: 60 } as const;
    const record = createKeyRecord("k2", wish, 1_750_000_000_999);
    expect(record).toEqual({
      id: "k2",
      scope: "publish",
      bot: "spot",
      mode: "live",
      label: "mine",
      createdAt: 1_750_000_000_999,
      expiresAt: 1_750_000_060_000,
    });
    expect(recordToClaims("u1", record)).toEqual({
      sub: "u1",
      scope: "publish",
      jti: "k2",
      iat: 1_750_000_000,
      exp: 1_750_000_060,
      bot: "spot",
      dry: false,
    });
  });

  test("the first owner key of a feed follows from its entry", () => {
    expect(firstKeyId({ feed: "a", createdAt: 1 })).toBe(firstKeyId({ feed: "a", createdAt: 1 }));
    expect(firstKeyId({ feed: "a", createdAt: 2 })).not.toBe(firstKeyId({ feed: "a", createdAt: 1 }));
    expect(firstKeyId({ feed: "a1", createdAt: 1 })).not.toBe(firstKeyId({ feed: "a", createdAt: 11 }));
  });

  test("a ticket lasts sixty seconds, and never longer than its key", () => {
    const grant = { kind: "grant", feed: "u1", keyId: "k1", scope: "subscribe" } as const;
    expect(createTicketClaims(grant, 1_750_000_000_500)).toEqual({
      sub: "u1",
      scope: "ticket",
      jti: "k1",
      iat: 1_750_000_000,
      exp: 1_750_000_060,
    });
    expect(createTicketClaims({ ...grant, expiresAt: 1_750_000_010_000 }, 1_750_000_000_500)).toMatchObject({
      exp: 1_750_000_010,
      kexp: 1_750_000_010,
    });
  });
});
