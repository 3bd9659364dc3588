/**
 * PROTOCOL.md says what the code does: its examples are the golden frames, and its tables have the numbers of the contract.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLOSE, DEFAULT_QUOTAS, PROBLEMS, closeReason, type ProblemDefinition } from "@fillcast/protocol";
import * as limits from "../../../protocol/src/limits.ts";
import { renderExamples } from "./examples.ts";

const FILE = new URL("../../../PROTOCOL.md", import.meta.url);

/** The cells of the tables' rows under a heading of the second level, without code marks. */
function rowsUnder(heading: string): string[][] {
  const section = readFileSync(FILE, "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith(heading));
  if (section === undefined) throw new Error(`no section ${heading}`);
  const rows = section.split("\n").filter((line) => /^\| *[`\d]/.test(line));
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

describe("PROTOCOL.md", () => {
  it("has the golden frames and the room's own chain as its examples", async () => {
    const document = readFileSync(FILE, "utf8");
    const rendered = await renderExamples(document);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(FILE, rendered);
    else expect(document).toBe(rendered);
  });

  it("lists every close code with its reason", () => {
    const listed = rowsUnder("8. ").map(([code, reason]) => [Number(code), reason]);
    expect(listed).toEqual(Object.values(CLOSE).map((code) => [code, closeReason(code)]));
  });

  it("lists every problem with its status, whether to retry, and its close code", () => {
    const listed = rowsUnder("13. ").map(([slug, status, retry, code]) => [slug, Number(status), retry, code]);
    const known = Object.entries(PROBLEMS).map(([slug, problem]: [string, ProblemDefinition]) => [
      slug,
      problem.status,
      problem.retryable ? "yes" : "no",
      problem.closeCode === undefined ? "" : String(problem.closeCode),
    ]);
    expect(listed).toEqual(known);
  });

  it("lists every limit with its number", () => {
    const listed = rowsUnder("14. ")
      .filter(([name]) => /^[A-Z_]+$/.test(name!))
      .map(([name, value]) => [name, toNumber(value!)]);
    expect(Object.fromEntries(listed)).toEqual({ ...limits });
  });

  it("lists every quota with its default", () => {
    const quotas = rowsUnder("14. ").filter(([name]) => !/^[A-Z_]+$/.test(name!));
    const listed = (["key", "feed"] as const).map((scope, column) => {
      const named = quotas.flatMap((row) => {
        const values = (row[column + 1] ?? "").split(/, (?=\d)/).filter((value) => value !== "");
        return values.map((value, index) => [row[0]!.split(", ")[index]!, toNumber(value)]);
      });
      return [scope, Object.fromEntries(named) as object];
    });
    expect(Object.fromEntries(listed)).toEqual(DEFAULT_QUOTAS);
  });
});

/** `256 MiB`, `1,048,576 bytes`, `500`. */
function toNumber(text: string): number {
  const number = Number(text.replaceAll(",", "").split(" ")[0]);
  return text.endsWith(" MiB") ? number * 1024 * 1024 : number;
}
