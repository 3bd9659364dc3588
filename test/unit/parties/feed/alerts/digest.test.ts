import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MESSAGE_ITEMS_MAX } from "@fillcast/protocol";
import { addAlert, DIGEST_BOOKS_MAX, sizeOf, type Digest } from "../../../../../parties/feed/alerts/digest.ts";
import { START_MS } from "../../../../support/room.ts";
import { closedAlert, wordAlert } from "../../../../support/alerts.ts";

/** In units of 10^-8, so that integers check the sums. */
const units = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const toDecimal = (value: bigint): string => {
  const text = (value < 0n ? -value : value).toString().padStart(9, "0");
  return `${value < 0n ? "-" : ""}${text.slice(0, -8)}.${text.slice(-8)}`;
};

describe("a digest", () => {
  it("counts every alert, sums closed trades exactly, and keeps the newest", () => {
    fc.assert(
      fc.property(fc.array(units, { minLength: 1, maxLength: 100 }), (all) => {
        let digest: Digest | null = null;
        for (const [index, value] of all.entries()) {
          const one = closedAlert({ realised: toDecimal(value), seq: index + 1 });
          digest = addAlert(digest, one, "closed", START_MS + index);
        }
        const sum = all.reduce((total, value) => total + value, 0n);
        const { realised, closed } = digest!.sums[0]!;
        expect([sizeOf(digest), closed, digest!.since]).toEqual([all.length, all.length, START_MS]);
        expect(toUnits(realised)).toBe(sum);
        expect(digest!.items.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1).slice(-MESSAGE_ITEMS_MAX));
      }),
    );
  });

  it("keeps books apart, and is bounded whatever bots call their money", () => {
    let digest: Digest | null = null;
    for (let index = 0; index < 50; index++) {
      const one = closedAlert({ currency: `C${index}`.padEnd(32, "x"), mode: index % 2 === 0 ? "live" : "dry" });
      digest = addAlert(digest, one, "closed", START_MS);
    }
    expect(sizeOf(digest)).toBe(50);
    expect(digest!.sums).toHaveLength(DIGEST_BOOKS_MAX);
    for (let index = 0; index < 2_000; index++) {
      digest = addAlert(digest, wordAlert("exception", "x".repeat(255), "b".repeat(64)), "exception", START_MS);
    }
    expect(JSON.stringify(digest).length).toBeLessThan(16_000);
  });

  it("counts a loss with the closed trades' sums, and a profit that nobody knows in none", () => {
    let digest = addAlert(null, closedAlert({ realised: "-5" }), "loss", START_MS);
    digest = addAlert(digest, closedAlert({ realised: null }), "closed", START_MS);
    expect(digest.counts).toEqual({ loss: 1, closed: 1 });
    expect(digest.sums).toEqual([{ mode: "live", currency: "USDT", realised: "-5", closed: 1 }]);
    expect(digest.items.at(-1)).toMatchObject({ profit: { realised: null, currency: "USDT" } });
  });
});

function toUnits(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const value = BigInt(whole + fraction.padEnd(8, "0"));
  return decimal.startsWith("-") ? -value : value;
}
