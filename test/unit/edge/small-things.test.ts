import { describe, expect, test } from "vitest";
import { REGIONS, regionToHint, resolveRegion } from "../../../src/feeds/region.ts";
import { toPointer } from "../../../src/http/pointers.ts";
import { redact } from "../../../src/http/redact.ts";
import { signToken } from "../../../src/auth/jwt.ts";

describe("regions", () => {
  test("a named one is taken, auto is the nearest by continent", () => {
    expect(resolveRegion("me", "EU")).toBe("me");
    const nearest = Object.entries({ AF: "afr", AS: "apac", EU: "weur", NA: "enam", OC: "oc", SA: "sam" });
    for (const [continent, region] of nearest) expect(resolveRegion("auto", continent)).toBe(region);
    for (const nowhere of ["AN", "T1", "", undefined]) expect(resolveRegion("auto", nowhere)).toBe("auto");
  });

  test("are hints for the platform, auto is none", () => {
    for (const region of REGIONS) expect(regionToHint(region)).toEqual({ locationHint: region });
    expect(regionToHint("auto")).toEqual({});
  });
});

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
    const logged = redact(text);
    expect(logged).not.toContain(key.split(".")[2]);
    expect(logged).not.toContain(key.split(".")[1]);
    expect(logged).not.toContain("anything-else");
  });

  test("keeps what is no secret", () => {
    expect(redact("TypeError: x is not a function at a.ts:5:1")).toBe("TypeError: x is not a function at a.ts:5:1");
  });
});

test("pointers are RFC 6901", () => {
  expect(toPointer([])).toBe("");
  expect(toPointer([3, "a/b", "m~n", ""])).toBe("/3/a~1b/m~0n/");
});
