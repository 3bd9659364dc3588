/**
 * Where the page and what belongs to it lie, and their writing.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeResults, type Results } from "../results.ts";
import { toPage } from "./page.ts";
import { toPictures } from "./pictures.ts";

/** From the repository's root, where npm runs scripts. */
export const PAGE = "docs/benchmarks.md";
const PICTURES = "images/benchmarks";

/** The numbers beside a page. */
export function resultsFile(page: string): string {
  return page.replace(/(\.md)?$/, ".json");
}

/** Writes numbers, pictures and page; pictures without a part go. */
export function writePage(page: string, results: Results): void {
  const folder = join(dirname(page), PICTURES);
  mkdirSync(folder, { recursive: true });
  const pictures = results.parts.flatMap(toPictures);
  for (const file of readdirSync(folder)) {
    if (file.endsWith(".svg") && !pictures.some((picture) => picture.file === file)) rmSync(join(folder, file));
  }
  for (const { file, svg } of pictures) writeFileSync(join(folder, file), svg);
  writeFileSync(resultsFile(page), encodeResults(results));
  writeFileSync(
    page,
    toPage(results, (file) => `${PICTURES}/${file}`),
  );
}
