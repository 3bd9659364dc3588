/**
 * The client from a clone, as its README says while it is not on npm: packed, which builds it first, and installed in an app.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What a clone has not, in any of its folders. */
const NOT_CLONED = new Set(["node_modules", "dist", ".git", ".state", ".wrangler"]);

test("packed in a fresh clone and installed in an app, every entry loads", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fillcast-clone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const clone = join(folder, "fillcast");
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(basename(path)) });
  // In the place of `npm ci`.
  await symlink(join(ROOT, "node_modules"), join(clone, "node_modules"));
  const npm = (cwd: string, ...args: string[]) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: "pipe" });
  npm(clone, "pack", "-w", "client");
  const [archive] = (await readdir(clone)).filter((name) => name.endsWith(".tgz"));
  expect(archive).toMatch(/^fillcast-\d+\.\d+\.\d+\.tgz$/);

  const app = join(folder, "my-app");
  await mkdir(app);
  await writeFile(join(app, "package.json"), JSON.stringify({ name: "my-app", private: true, type: "module" }));
  npm(app, "install", "--offline", "--no-audit", "--no-fund", `../fillcast/${archive}`);
  const entries = [
    "fillcast",
    "fillcast/tape",
    "fillcast/badge",
    "fillcast/csv",
    "fillcast/messages",
    "fillcast/testing",
  ];
  const code = `for (const entry of ${JSON.stringify(entries)}) console.log(Object.keys(await import(entry)).join());`;
  await writeFile(join(app, "app.js"), code);
  const said = execFileSync(process.execPath, ["app.js"], { cwd: app, encoding: "utf8" });
  expect(said.split("\n").map((line) => line.split(",")[0])).toEqual([
    "FeedError",
    "localTape",
    "FillcastBadge",
    "CSV_BOM",
    "isFilled",
    "fakeFeed",
    "",
  ]);
});
