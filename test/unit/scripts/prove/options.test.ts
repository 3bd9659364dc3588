import { expect, test } from "vitest";
import { parseProveOptions } from "../../../../scripts/prove/options.ts";

test("the prover runs its long course where nothing is said, with the seed that it is given", () => {
  expect(parseProveOptions([], 42)).toMatchObject({
    kind: "prove",
    events: 100_000,
    kills: 20,
    bots: 20,
    relays: 2,
    seed: 42,
  });
});

test("each number can be set", () => {
  const args = [
    "--events",
    "3000",
    "--kills",
    "0",
    "--readers",
    "2",
    "--bots",
    "5",
    "--relays",
    "0",
    "--cut",
    "3",
    "--seed",
    "0",
  ];
  const numbers = { events: 3_000, kills: 0, readers: 2, bots: 5, relays: 0, cut: 3, seed: 0 };
  expect(parseProveOptions(args, 42)).toEqual({ kind: "prove", ...numbers });
});

test.each([
  ["--events", "0"],
  ["--events", "1e5"],
  ["--kills", "-1"],
  ["--bots", ""],
  ["--seed", "99999999999"],
  ["--colour", "red"],
  ["more", "words"],
])("%s %s is refused in a sentence", (...args) => {
  expect(parseProveOptions(args, 42)).toMatchObject({
    kind: "invalid",
    message: expect.stringMatching(/\w/) as string,
  });
});
