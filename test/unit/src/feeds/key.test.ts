import { describe, expect, test } from "vitest";
import { createKeyRecord, createTicketClaims, firstKeyId, recordToClaims } from "../../../../src/feeds/key.ts";

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
    const grant = { feed: "u1", keyId: "k1", scope: "subscribe" } as const;
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
