/**
 * Tests lie as the sources do: `src/auth/jwt.ts` has `test/unit/src/auth/jwt.test.ts`, and what needs workerd lies the same way
 * under `test/workers/`. A second file about one module adds its subject: `jwt.<subject>.test.ts`.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** Tests that are about no single module. */
const ABOUT_NO_MODULE = [
  // PROTOCOL.md, the golden frames, and the other documents.
  "docs/",
  // Which folder of the page may import which.
  "dashboard/layers.test.ts",
  // This file.
  "mirror.test.ts",
];

function testsOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.test\.tsx?$/.test(path));
}

const sourceOf = (path: string): string => path.replace(/\.[^/]*$/, "");
const hasSource = (path: string): boolean =>
  ["ts", "tsx"].some((ending) => existsSync(join(ROOT, `${sourceOf(path)}.${ending}`)));

test.each(["test/unit", "test/workers"])("each test of %s has the path of the source it is about", (folder) => {
  const paths = testsOf(folder).filter((path) => !ABOUT_NO_MODULE.some((listed) => path.startsWith(listed)));
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !hasSource(path))).toEqual([]);
});
