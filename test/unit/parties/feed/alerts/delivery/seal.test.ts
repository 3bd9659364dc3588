import type { DestinationAddress } from "@fillcast/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAddress, sealAddress } from "../../../../../../parties/feed/alerts/delivery/seal.ts";
import { secretToKid } from "../../../../../../src/auth/secrets.ts";

const ADDRESS: DestinationAddress = { kind: "telegram", token: `123456:${"A".repeat(35)}`, chat: "@kanal_ü" };
const PLACE = { feed: "alice", id: "d1" };
const [FIRST, SECOND, THIRD] = ["a", "b", "c"].map((char) => char.repeat(32)) as [string, string, string];

describe("a sealed address", () => {
  it("opens with the secret that sealed it, current or previous", async () => {
    const sealed = await sealAddress(ADDRESS, { current: FIRST }, PLACE);
    expect(await openAddress(sealed, { current: FIRST }, PLACE)).toEqual({ address: ADDRESS, isCurrent: true });
    const rotated = { current: SECOND, previous: FIRST };
    expect(await openAddress(sealed, rotated, PLACE)).toEqual({ address: ADDRESS, isCurrent: false });
    const again = await sealAddress(ADDRESS, rotated, PLACE);
    expect(await openAddress(again, { current: SECOND }, PLACE)).toEqual({ address: ADDRESS, isCurrent: true });
  });

  it("does not open with another secret, or an empty one", async () => {
    const sealed = await sealAddress(ADDRESS, { current: FIRST }, PLACE);
    expect(await openAddress(sealed, { current: SECOND }, PLACE)).toBeNull();
    expect(await openAddress(sealed, { current: SECOND, previous: THIRD }, PLACE)).toBeNull();
    expect(await openAddress(sealed, { current: SECOND, previous: "" }, PLACE)).toBeNull();
  });

  it("does not open in another feed or as another destination", async () => {
    const sealed = await sealAddress(ADDRESS, { current: FIRST }, PLACE);
    for (const place of [
      { feed: "bob", id: "d1" },
      { feed: "alice", id: "d2" },
      { feed: "aliced", id: "1" },
      { feed: 'alice","d1', id: "" },
    ])
      expect(await openAddress(sealed, { current: FIRST }, place)).toBeNull();
  });

  it("names its secret as tokens do, and shows nothing else of it or of the address", async () => {
    const sealed = await sealAddress(ADDRESS, { current: FIRST }, PLACE);
    expect(Buffer.from(sealed.slice(1, 5)).toString("hex")).toBe(secretToKid(FIRST));
    expect(Buffer.from(sealed).toString("latin1")).not.toMatch(/telegram|123456|AAAA|kanal/);
    expect(await sealAddress(ADDRESS, { current: FIRST }, PLACE)).not.toEqual(sealed);
  });

  it("does not open when any byte of it is changed, or some are missing", async () => {
    const sealed = await sealAddress(ADDRESS, { current: FIRST }, PLACE);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = sealed.slice();
        altered[at]! ^= change;
        expect(await openAddress(altered, { current: FIRST }, PLACE)).toBeNull();
        expect(await openAddress(sealed.slice(0, at), { current: FIRST }, PLACE)).toBeNull();
      }),
    );
  });
});
