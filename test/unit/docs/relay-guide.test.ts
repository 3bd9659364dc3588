/** The relay's guide says in its table of troubles what `check` says. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(ROOT, "docs/guides/relay.md"), "utf8");
const sources = globSync("relay/src/**/*.ts", { cwd: ROOT })
  .map((path) => readFileSync(join(ROOT, path), "utf8"))
  .join("\n");

function rowsBelow(words: string): string[] {
  const lines = guide.slice(guide.indexOf(words)).split("\n").slice(2);
  const table = lines.slice(0, lines.indexOf(""));
  return table.slice(2).map((row) => row.split("|")[1]!.trim());
}

/** What stands between the parts that differ from case to case: names, addresses, numbers. */
function partsOf(said: string): string[] {
  const words = said.replace("*bot*: ", "").replace(/it is (webserver mode|still starting)/, "$1");
  return words
    .split(/…|: /)
    .map((part) => part.trim())
    .filter(Boolean);
}

test("every trouble of the table is one that the relay can say, in its own words", () => {
  const said = rowsBelow("`check` says one of these");
  expect(said.length).toBeGreaterThan(15);
  const parts = said.flatMap(partsOf);
  expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
});

test("every trouble that check can name as such is in the table", () => {
  const check = readFileSync(join(ROOT, "relay/src/check.ts"), "utf8");
  const steps = new Set([...check.matchAll(/ok: false, words: `(\w+|\$\{name\}):/g)].map(([, step]) => step));
  const table = rowsBelow("`check` says one of these").join("\n");
  expect(steps.size).toBeGreaterThan(3);
  for (const step of steps) expect(table).toContain(step === "${name}" ? "*bot*:" : `${step}:`);
});
