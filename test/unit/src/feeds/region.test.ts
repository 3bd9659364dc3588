import { describe, expect, test } from "vitest";
import { REGIONS, regionToHint, resolveRegion } from "../../../../src/feeds/region.ts";

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
