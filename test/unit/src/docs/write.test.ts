import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeDocs } from "../../../../src/docs/write.ts";

const BUILT = join(import.meta.dirname, "../../../../dist/dashboard");

test.each(["openapi.json", "docs.html", "docs-publishing.html"])(
  "the %s that is served is the one that the sources make",
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), "fillcast-docs-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await writeDocs(folder);
    const isFresh = readFileSync(join(BUILT, name), "utf8") === readFileSync(join(folder, name), "utf8");
    expect(isFresh, `dist/dashboard/${name} is old: npm run build`).toBe(true);
  },
);
