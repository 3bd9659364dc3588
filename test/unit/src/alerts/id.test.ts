import { expect, it } from "vitest";
import { createDestinationId, isDestinationId } from "../../../../src/alerts/id.ts";

const secrets = { current: "unit-signing-secret-0123456789abcdef" };

it("an id is known as one of its feed, and as no other's", () => {
  const id = createDestinationId("alice", secrets);
  expect(isDestinationId("alice", id, secrets)).toBe(true);
  expect(isDestinationId("bob", id, secrets)).toBe(false);
  expect(createDestinationId("alice", secrets)).not.toBe(id);
});

it("an id stays known while its secret is the one before, and no longer", () => {
  const id = createDestinationId("alice", secrets);
  const current = "another-secret-0123456789abcdefghij";
  expect(isDestinationId("alice", id, { current, previous: secrets.current })).toBe(true);
  expect(isDestinationId("alice", id, { current })).toBe(false);
});

it("an id that was guessed or altered is none", () => {
  const id = createDestinationId("alice", secrets);
  const altered = Array.from(id, (digit, at) => id.slice(0, at) + (digit === "0" ? "1" : "0") + id.slice(at + 1));
  for (const guess of ["", "none", "../x", id.toUpperCase(), `${id}0`, ...altered]) {
    expect([guess, isDestinationId("alice", guess, secrets)]).toEqual([guess, guess === id]);
  }
});
