import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEDUPE_EVENTS } from "@fillcast/protocol";
import { Digests, createSeed, encodeDigests } from "../../../../../parties/feed/log/digests.ts";

const print = (id: string, body = "body"): string =>
  createHash("sha256").update(id).digest("hex").slice(0, 24) +
  createHash("sha256").update(body).digest("hex").slice(0, 16);

describe("what a feed remembers", () => {
  it("is the newest events by id, with their body and time", () => {
    const digests = new Digests(4_096, createSeed());
    digests.add(7, print("a", "x"), 1_795_500_000_123);
    expect(digests.find(print("a"))).toEqual({ seq: 7, body: print("a", "x").slice(24), at: 1_795_500_000_123 });
    expect(digests.find(print("b"))).toBeNull();
  });

  it("is exactly the last `capacity` events, as a map would have it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 2_000 }), (ids) => {
        const digests = new Digests(256, createSeed());
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

  it("is the same after a wake, while what was loaded is still being entered", () => {
    const rows = fc.array(fc.array(fc.nat(300), { minLength: 1, maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat(300), { maxLength: 400 }), (loaded, added) => {
        const digests = new Digests(256, createSeed());
        const newest = new Map<number, number>();
        let head = 0;
        const note = (id: number): void => void newest.set(id, ++head);
        digests.load(
          loaded.map((ids) => {
            const first = head + 1;
            ids.forEach(note);
            return {
              first,
              digests: encodeDigests(
                ids.map((id) => print(`${id}`)),
                9,
              ),
            };
          }),
        );
        const check = (id: number): void => {
          const seq = newest.get(id) ?? 0;
          if (seq > 0 && seq > head - 256) expect(digests.find(print(`${id}`))).toMatchObject({ seq });
          else expect(digests.find(print(`${id}`))).toBeNull();
        };
        for (const id of newest.keys()) check(id);
        for (const id of added) {
          check(id);
          note(id);
          digests.add(head, print(`${id}`), 9);
          check(id);
        }
        for (let id = 0; id <= 300; id++) check(id);
      }),
      { numRuns: 60 },
    );
  });

  it("comes back from its encoded form", () => {
    const prints = Array.from({ length: 3_000 }, (_, index) => print(`e${index}`, `b${index}`));
    const digests = new Digests(4_096, createSeed());
    digests.addEncoded(11, encodeDigests(prints, 99));
    prints.forEach((fingerprint, index) =>
      expect(digests.find(fingerprint)).toEqual({ seq: 11 + index, body: fingerprint.slice(24), at: 99 }),
    );
  });

  it("cannot be chosen so that all ids meet in one place: without a secret, this would take the better part of a minute", () => {
    // Ids whose first words all end alike: what a table without a secret looks at first.
    const prints = Array.from({ length: DEDUPE_EVENTS }, (_, index) => {
      const first = ((index << 18) >>> 0).toString(16).padStart(8, "0");
      return `${first}${index.toString(16).padStart(16, "0")}${"0".repeat(16)}`;
    });
    const digests = new Digests(DEDUPE_EVENTS, createSeed());
    digests.addEncoded(1, encodeDigests(prints, 99));
    for (const [index, fingerprint] of prints.entries()) {
      const found = digests.find(fingerprint);
      if (found?.seq !== index + 1) expect(found).toMatchObject({ seq: index + 1 });
    }
  });
});
