/**
 * What the written word promises and a machine can hold: links that lead somewhere, npm scripts that exist, and a Freqtrade
 * block that is the one that was tried.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FREQTRADE_TYPES, type JsonObject } from "@fillcast/protocol";
import { configBlock, RANGES } from "../../../dashboard/src/connect/paste-block.ts";

const ROOT = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const DOCUMENTS = globSync(["*.md", "docs/**/*.md", "{client,bench,examples}/*.md"], { cwd: ROOT.pathname });

describe("the documents", () => {
  it.each(DOCUMENTS)("%s links only to what there is", (path) => {
    const text = read(path).replaceAll(/```[^]*?```/g, "");
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const dead = targets.filter((target) => !/^https?:/.test(target) && !leadsSomewhere(path, target));
    expect(dead).toEqual([]);
  });

  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: { [name: string]: string } };
    const text = DOCUMENTS.map(read).join("\n");
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2]!);
    const missing = named.filter((name) => !(name in scripts));
    expect(missing).toEqual([]);
  });
});

/** A file beside the document, with the heading that follows `#`. */
function leadsSomewhere(from: string, target: string): boolean {
  const [path, heading] = target.split("#") as [string, string | undefined];
  const file = path === "" ? new URL(from, ROOT) : new URL(path, new URL(from, ROOT));
  if (!existsSync(file)) return false;
  return heading === undefined || headings(readFileSync(file, "utf8")).includes(heading);
}

/** A document's headings as the anchors that GitHub makes of them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the Freqtrade guide", () => {
  const guide = read("docs/guides/freqtrade.md");
  const blocks = [...guide.matchAll(/```json\n("webhook": \{[^]*?\n\})\n```/g)].map(
    ([, block]) => (JSON.parse(`{${block}}`) as { webhook: JsonObject }).webhook,
  );
  const webhook = blocks[0]!;

  it("prints the blocks that the dashboard gives out, under the versions that they are for", () => {
    expect(RANGES.map(({ words }) => words)).toEqual(
      [...guide.matchAll(/^### Freqtrade (.*)$/gm)].map(([, words]) => words),
    );
    for (const [index, { since }] of RANGES.entries()) {
      const given = JSON.parse(`{${configBlock("", since)}}`) as { webhook: JsonObject };
      expect({ ...blocks[index], url: "" }).toEqual(given.webhook);
    }
  });

  it("prints for old versions what was tried with their webhook client, and a type that they do not know", () => {
    const tried = JSON.parse(read("test/fixtures/freqtrade/webhook-config.json")) as { webhook: JsonObject };
    const { liquidation_warning: _unknown, ...known } = blocks[1]!;
    expect({ ...known, url: "" }).toEqual({ ...tried.webhook, url: "" });
  });

  it("covers every type but the whitelist, with plain fields only", () => {
    const types = FREQTRADE_TYPES.filter((type) => type !== "whitelist");
    expect(Object.keys(webhook)).toEqual(expect.arrayContaining([...types]));
    const templates = types.flatMap((type) => Object.entries(webhook[type] as { [field: string]: string }));
    expect(templates.filter(([field, template]) => template !== `{${field}}`)).toEqual([]);
  });
});
