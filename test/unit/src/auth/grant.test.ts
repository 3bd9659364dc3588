import { isRefused } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { decideGrant, type Need } from "../../../../src/auth/grant.ts";
import { type Claims } from "../../../../src/auth/jwt.ts";

const claims: Claims = { sub: "u1", scope: "publish", jti: "k1", iat: 1_700_000_000 };

describe("grants", () => {
  const nowMs = 1_750_000_000_000;
  const nowS = nowMs / 1000;
  const decide = (over: Partial<Claims>, need: Need = "publish", feed: string | null = null, atMs = nowMs) => {
    const outcome = decideGrant({ ...claims, ...over }, need, feed, atMs);
    return isRefused(outcome) ? outcome.problem.slug : outcome;
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
    expect(decide({ nbf: nowS })).toMatchObject({ keyId: claims.jti });
  });
});
