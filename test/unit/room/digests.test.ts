import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Digests, encodeDigests } from "../../../parties/feed/digests.ts";

const print = (id: string, body = "body"): string =>
  createHash("sha256").update(id).digest("hex").slice(0, 24) +
  createHash("sha256").update(body).digest("hex").slice(0, 16);

describe("what a feed remembers", () => {
  it("is the newest events by id, with their body and time", () => {
    const digests = new Digests(4_096);
    digests.add(7, print("a", "x"), 1_795_500_000_123);
    expect(digests.find(print("a"))).toEqual({ seq: 7, body: print("a", "x").slice(24), at: 1_795_500_000_123 });
    expect(digests.find(print("b"))).toBeNull();
  });

  it("is exactly the last `capacity` events, as a map would have it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 2_000 }), (ids) => {
        const digests = new Digests(256);
        const newest = new Map<number, number>();
        ids.forEach((id, index) => {
          digests.add(index + 1, print(`${id}`), index);
          newest.set(id, index + 1);
        });
        for (const [id, seq] of newest) {
          const found = digests.find(print(`${id}`));
          if (seq > ids.length - 256) expect(found).toMatchObject({ seq, at: seq - 1 });
          else expect(found).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("comes back from its encoded form", () => {
    const prints = Array.from({ length: 3_000 }, (_, index) => print(`e${index}`, `b${index}`));
    const digests = new Digests(4_096);
    digests.addEncoded(11, encodeDigests(prints, 99));
    prints.forEach((fingerprint, index) =>
      expect(digests.find(fingerprint)).toEqual({ seq: 11 + index, body: fingerprint.slice(24), at: 99 }),
    );
  });
});
