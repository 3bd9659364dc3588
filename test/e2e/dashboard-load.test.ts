/** What it costs to load the page. */
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { build, type Rolldown } from "vite";

/**
 * 3 KB of it are what relays tell: accounts, open profit, the words of their events; 4 KB keep figures of the ledger whole, and
 * 4 KB lists and sums up, so that an event costs the same whatever the ledger holds.
 */
const FIRST_JS_BYTES = 146 * 1024;
const FIRST_CSS_BYTES = 12 * 1024;
const ROUTE_JS_BYTES = 75 * 1024;

describe("the size, gzipped", () => {
  let chunks: readonly Rolldown.OutputChunk[];
  let styles: ReadonlyMap<string, number>;

  beforeAll(async () => {
    const root = fileURLToPath(new URL("../../dashboard", import.meta.url));
    const result = (await build({ root, logLevel: "silent", build: { write: false } })) as Rolldown.RolldownOutput;
    chunks = result.output.filter((file) => file.type === "chunk");
    styles = new Map(
      result.output.flatMap((file) =>
        file.type === "asset" && file.fileName.endsWith(".css") ? [[file.fileName, sizeOf(file.source)]] : [],
      ),
    );
  });

  /** The chunks that come with one, itself included. */
  function withImports(
    chunk: Rolldown.OutputChunk,
    found = new Set<Rolldown.OutputChunk>(),
  ): Set<Rolldown.OutputChunk> {
    if (found.has(chunk)) return found;
    found.add(chunk);
    for (const name of chunk.imports) {
      const next = chunks.find(({ fileName }) => fileName === name);
      if (next !== undefined) withImports(next, found);
    }
    return found;
  }
  const bytesOf = (set: Iterable<Rolldown.OutputChunk>): number =>
    [...set].reduce((sum, { code }) => sum + sizeOf(code), 0);

  test("of the first load is at most 146 KB of scripts and 12 KB of styles, the overview included", () => {
    const entry = chunks.find(({ isEntry }) => isEntry)!;
    const first = withImports(entry);
    expect(bytesOf(first)).toBeLessThanOrEqual(FIRST_JS_BYTES);
    const css = new Set([...first].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
    expect(css.size).toBeGreaterThan(0);
    expect([...css].reduce((sum, name) => sum + (styles.get(name) ?? Number.NaN), 0)).toBeLessThanOrEqual(
      FIRST_CSS_BYTES,
    );
    expect([...first].some(({ moduleIds }) => moduleIds.some((id) => id.endsWith("overview.tsx")))).toBe(true);
  });

  test("of a view that is loaded later is at most 75 KB on top", () => {
    const first = withImports(chunks.find(({ isEntry }) => isEntry)!);
    const later = chunks.filter(({ isDynamicEntry }) => isDynamicEntry);
    expect(later.length).toBeGreaterThan(5);
    for (const chunk of later)
      expect(bytesOf([...withImports(chunk)].filter((one) => !first.has(one)))).toBeLessThanOrEqual(ROUTE_JS_BYTES);
  });
});

function sizeOf(content: string | Uint8Array): number {
  return gzipSync(content).length;
}
