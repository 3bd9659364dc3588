import { describe, expect, test } from "vitest";
import { isAdminToken } from "../../../../src/auth/admin.ts";

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
