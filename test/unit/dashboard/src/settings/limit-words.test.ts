/** Sentences about limits, sizes and what is left out. */
import { expect, test } from "vitest";
import { limitWords, troubleWords } from "../../../../../dashboard/src/settings/limit-words.ts";
import { bytes } from "../../../../../dashboard/src/words/decimal.ts";

test("who met a limit is said in words, and a limit of a later server by its name", () => {
  const refused = { keyId: "k1", scope: "key", limit: "eventsPerDay", count: 1, at: 0 };
  expect(limitWords(refused)).toBe("The limit of key k1 for events a day refused 1 request.");
  expect(limitWords({ ...refused, scope: "feed", limit: "sockets", count: 1_200 })).toBe(
    "The feed's limit for open sockets and streams refused 1,200 requests.",
  );
  expect(limitWords({ ...refused, limit: "dreams" })).toContain("for dreams refused");
});

test("a state that stopped is said with its event, a rebuild without, and the archive by its own sentence", () => {
  const sound = { rebuilding: false, stateProblem: null, archive: { problem: null } };
  const words = (change: object): string[] => troubleWords({ ...sound, ...change } as never);
  expect(words({})).toEqual([]);
  expect(words({ rebuilding: true, stateProblem: { seq: 7 } })).toEqual([expect.stringContaining("end at event 7")]);
  expect(words({ rebuilding: true })).toEqual([expect.stringContaining("being rebuilt")]);
  expect(words({ archive: { problem: "The database is missing events." } })).toEqual([
    "The database is missing events.",
  ]);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 KB"],
  [268_435_456, "268 MB"],
  [999_600, "1.0 MB"],
  [5_000_000_000, "5.0 GB"],
  [12_345_678, "12 MB"],
])("%d bytes read %s", (value, words) => expect(bytes(value)).toBe(words));
