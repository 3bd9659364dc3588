/** Which versions of Freqtrade a run takes, and which block each gets. */
import { expect, test } from "vitest";
import { isBefore, parseFreqtradeOptions, rangeOf } from "../../../freqtrade/options.ts";

test("without a version the pinned one is taken, which the newest block is for", () => {
  const options = parseFreqtradeOptions([]);
  expect(options).toMatchObject({ kind: "run", versions: [expect.stringMatching(/^20\d\d\.\d+$/)] });
});

test("several versions are taken in their order", () => {
  const options = parseFreqtradeOptions(["--version", "2026.9", "--version", "2025.11.2"]);
  expect(options).toEqual({ kind: "run", versions: ["2026.9", "2025.11.2"] });
});

test("both are the pinned one and one that is a year older, and stand alone", () => {
  const options = parseFreqtradeOptions(["--both"]);
  if (options.kind !== "run") throw new Error(options.kind);
  const [newest = "", old = ""] = options.versions;
  expect(isBefore(old, newest)).toBe(true);
  expect(Number(newest.split(".")[0]) - Number(old.split(".")[0])).toBe(1);
  expect(parseFreqtradeOptions(["--both", "--version", newest]).kind).toBe("invalid");
});

test.each(["newest", "2026", "2026.9; true", "2023.12", "-1"])("%s is refused", (version) => {
  expect(parseFreqtradeOptions([`--version=${version}`]).kind).toBe("invalid");
});

test("versions compare by their numbers, and each gets the block of its range", () => {
  expect(isBefore("2025.9", "2025.11")).toBe(true);
  expect(isBefore("2026.1", "2025.12")).toBe(false);
  expect(["2024.1", "2025.6", "2025.7", "2025.11", "2026.9"].map(rangeOf)).toEqual([
    "2024.1",
    "2024.1",
    "2025.7",
    "2025.7",
    "2025.7",
  ]);
});
