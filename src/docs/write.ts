/**
 * Writes the description of the API to where the Worker's assets are. scripts/build.ts calls it, in Node.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createOpenapi } from "./openapi.ts";
import { createDocsPage, createGuidePage } from "./page.ts";

const GUIDE = join(import.meta.dirname, "../../docs/guides/publishing.md");

/** Writes `openapi.json`, and the pages that are served as `/docs` and `/docs/publishing`. */
export async function writeDocs(folder: string): Promise<void> {
  const guide = createGuidePage("Publishing to Fillcast", await readFile(GUIDE, "utf8"));
  await writeFile(join(folder, "docs-publishing.html"), guide);
  await writeFile(join(folder, "docs.html"), createDocsPage());
  await writeFile(join(folder, "openapi.json"), JSON.stringify(createOpenapi()));
}
