import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectPatterns } from "../../../scripts/collect-patterns.ts";

const { files, patterns, unreadable } = collectPatterns();
const distinct = new Map(patterns.map(({ source, flags }) => [`/${source}/${flags}`, { source, flags }]));

/** That each is safe by analysis, is a step of `npm run check`: scripts/lint-patterns.ts. */
describe("every regular expression of the product", () => {
  test("is found, in every folder", () => {
    for (const folder of [
      "src",
      "parties",
      "protocol",
      "client",
      "relay",
      "dashboard",
      "scripts",
      "demo",
      "examples",
    ]) {
      expect(files.some((file) => file.startsWith(`${folder}/`))).toBe(true);
    }
    expect([...distinct.keys()]).toContain("/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/");
    expect(distinct.size).toBeGreaterThan(60);
  });

  test("is written down, so that it can be looked at", () => expect(unreadable).toEqual([]));

  test("takes time in proportion to its input, in the engine", { timeout: 180_000 }, () => {
    const run = spawnSync(process.execPath, [join(import.meta.dirname, "pump.ts")], {
      input: JSON.stringify([...distinct.values()].map(({ source, flags }) => [source, flags])),
      encoding: "utf8",
      timeout: 150_000,
    });
    const said = run.stdout.trimEnd().split("\n");
    expect({ signal: run.signal, status: run.status, error: run.stderr, last: said.at(-1) }).toEqual({
      signal: null,
      status: 0,
      error: "",
      last: [...distinct.values()].at(-1)!.source,
    });
  });
});
