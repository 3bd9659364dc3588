/** A token is refused unless it is exactly what one of the secrets has signed. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createShareId, shareToToken, verifyShareToken } from "../../../../src/share/token.ts";

const current = "s".repeat(40);
const secrets = { current };

it("gives back its id, with the current secret and the previous one, and with no other", () => {
  const id = createShareId();
  const token = shareToToken(id, secrets);
  expect(token).toHaveLength(38);
  expect(verifyShareToken(token, secrets)).toBe(id);
  expect(verifyShareToken(token, { current: "another".repeat(6), previous: current })).toBe(id);
  expect(verifyShareToken(token, { current: "another".repeat(6) })).toBeNull();
  expect(verifyShareToken(token, { current: "another".repeat(6), previous: "" })).toBeNull();
});

it("is refused with any character changed, added or left out", () => {
  const token = shareToToken(createShareId(), secrets);
  fc.assert(
    fc.property(
      fc.nat({ max: token.length - 1 }),
      fc.constantFrom(...Array.from("AQgwxyz09_-./%")),
      (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        expect(verifyShareToken(changed, secrets)).toBeNull();
        expect(verifyShareToken(token.slice(0, at) + token.slice(at + 1), secrets)).toBeNull();
        expect(verifyShareToken(token.slice(0, at) + character + token.slice(at), secrets)).toBeNull();
      },
    ),
  );
});

it("never repeats an id", () => {
  expect(new Set(Array.from({ length: 1_000 }, createShareId)).size).toBe(1_000);
});
