import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprint } from "../../../scripts/fingerprint.ts";

function newTree(): string {
  const root = mkdtempSync(join(tmpdir(), "fillcast-tree-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "src", "dist"), { recursive: true });
  writeFileSync(join(root, "src", "a.ts"), "a");
  writeFileSync(join(root, "config"), "c");
  return root;
}

test("a fingerprint follows names and content, not times, builds or what else lies about", async () => {
  const root = newTree();
  const paths = ["src", "config", "absent"];
  const first = await fingerprint(root, paths);
  utimesSync(join(root, "src", "a.ts"), 1, 1);
  writeFileSync(join(root, "src", "dist", "b.js"), "built");
  writeFileSync(join(root, "src", "x.tsbuildinfo"), "cache");
  writeFileSync(join(root, "other"), "o");
  expect(await fingerprint(root, paths)).toBe(first);
  expect(await fingerprint(newTree(), paths)).toBe(first);

  writeFileSync(join(root, "src", "a.ts"), "b");
  const changed = await fingerprint(root, paths);
  expect(changed).not.toBe(first);
  writeFileSync(join(root, "absent"), "");
  expect(await fingerprint(root, paths)).not.toBe(changed);
});
