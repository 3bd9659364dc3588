/**
 * The npm scripts that the documents name, each in a fresh clone after `npm ci`: by the cheapest arguments that load all of
 * it. A script that needs built code builds it: before each of them the clone has lost its Worker.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What a clone does not have, in any of its folders. */
const NOT_CLONED = new Set(["node_modules", "dist", ".git", ".state", ".wrangler"]);
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "bench/README.md",
  "docs/guides/operate.md",
  "docs/guides/freqtrade.md",
];

/** Scripts that run without a build, if only asked for help or for what is quick. */
const UNBUILT: Readonly<Record<string, readonly string[]>> = {
  start: ["--", "--help"],
  feed: ["--", "--help"],
  prove: ["--", "--help"],
  "verify:feed": ["--", "--help"],
  "test:freqtrade": ["--", "--help"],
  "complete-lock": [],
};
/** Scripts that build first. The first of them builds everything. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  build: [],
  bench: ["--", "--help"],
  dev: ["--", "--help"],
  test: ["--", "--project", "node", "test/unit/protocol/src/csv.test.ts"],
  "check:deploy": [],
};
/** These take minutes, and CI runs them in a checkout without `dist`; `deploy` is `check:deploy` with an account. */
const LEFT_OUT = ["check", "verify", "test:long", "test:openapi", "deploy"];

let folder: string;
let clone: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fillcast-commands-"));
  clone = join(folder, "fillcast");
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(basename(path)) });
  await linkModules(join(ROOT, "node_modules"), join(clone, "node_modules"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("every script that a document names is tried here or left out for a reason", async () => {
  const texts = await Promise.all(DOCUMENTS.map((path) => readFile(join(ROOT, path), "utf8")));
  const named = texts.flatMap((text) => [...text.matchAll(/\bnpm (?:run ([a-z:-]+)|(start|test)\b)/g)]);
  const scripts = new Set(named.map(([, script, short]) => script ?? short!));
  expect([...scripts].sort()).toEqual(
    [...Object.keys(UNBUILT), ...Object.keys(BUILT), ...LEFT_OUT].filter((script) => scripts.has(script)).sort(),
  );
  const { scripts: known } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { scripts: object };
  expect(Object.keys(known)).toEqual(expect.arrayContaining([...scripts]));
});

test.each(Object.entries(UNBUILT))("npm run %s works before anything is built", async (script, args) => {
  expect(await npmRun(script, args)).toEqual({ code: 0, output: expect.stringMatching(/\S/) as string });
  expect(existsSync(join(clone, "dist", "worker"))).toBe(false);
});

test.each(Object.entries(BUILT))("npm run %s builds what it needs", async (script, args) => {
  await rm(join(clone, "dist", "worker"), { recursive: true, force: true });
  expect(await npmRun(script, args)).toMatchObject({ code: 0 });
  expect(existsSync(join(clone, "dist", "worker", "worker.js"))).toBe(true);
});

async function npmRun(script: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn("npm", ["run", script, ...args], { cwd: clone, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, "close")) as [number];
  return { code, output: Buffer.concat(chunks).toString() };
}

/** What `npm ci` makes: the packages, and links to the clone's own workspaces. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isDirectory() && entry.name.startsWith("@")) await linkModules(source, target);
    else await symlink(source, target);
  }
}
