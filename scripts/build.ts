/**
 * Builds what is stale: the client library, the dashboard, the relay, the Worker, and the description of its API among the assets. Each part is stamped with the digest of its
 * sources; one that is unchanged is left alone, so that a start without changes costs milliseconds. Two builds at once
 * wait for each other. `node scripts/build.ts [--force] [part…]`.
 */
import { access, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fingerprint } from "./fingerprint.ts";
import { takeLock } from "./lock.ts";
import { writeRuntimeConfig } from "./runtime-config.ts";
import { ROOT, runTool, type ToolRun, WORK_DIR } from "./tool.ts";

interface Part {
  readonly name: string;
  /** Built only where this file exists. */
  readonly entry: string;
  readonly sources: readonly string[];
  /** The file whose absence makes it stale whatever the stamp says. */
  readonly output: string;
  readonly run: ToolRun | (() => Promise<void>);
  /** Runs after it. */
  readonly after?: () => Promise<void>;
}

const CLIENT: Part = {
  name: "client",
  entry: "client/src/index.ts",
  // The room's fold is in the test feed.
  sources: ["client", "protocol", "parties/feed/state/fold", "package-lock.json"],
  output: "client/dist/index.js",
  run: { tool: "tsdown", args: ["--logLevel", "warn"], cwd: join(ROOT, "client") },
};
const RELAY: Part = {
  name: "relay",
  entry: "relay/src/main.ts",
  sources: ["relay", "protocol", "package-lock.json"],
  output: "relay/dist/main.js",
  run: { tool: "tsdown", args: ["--logLevel", "warn"], cwd: join(ROOT, "relay") },
};
const DASHBOARD: Part = {
  name: "dashboard",
  entry: "dashboard/index.html",
  sources: ["dashboard", "client", "protocol", "package-lock.json"],
  output: "dist/dashboard/index.html",
  run: { tool: "vite", args: ["build", "dashboard", "--logLevel", "warn"] },
};
const WORKER: Part = {
  name: "worker",
  entry: "src/worker.ts",
  sources: [
    "src",
    "parties",
    "archive",
    "telemetry",
    "protocol",
    "migrations",
    "scripts/runtime-config.ts",
    "wrangler.jsonc",
    "package-lock.json",
  ],
  output: "dist/worker/worker.js",
  run: { tool: "wrangler", args: ["deploy", "--dry-run", "--outdir", "dist/worker"] },
  after: writeRuntimeConfig,
};
const DOCS: Part = {
  name: "docs",
  entry: "src/docs/write.ts",
  sources: ["src", "docs/guides", "parties/feed/rpc.ts", "protocol", "package-lock.json"],
  output: "dist/dashboard/openapi.json",
  run: writeDocs,
};
/** A part that does not build, with the whole of what its tool said. */
export class BuildError extends Error {}

export interface BuildOptions {
  /** Builds what is fresh too. */
  readonly force: boolean;
  /** Names of parts; all where empty. */
  readonly only: readonly string[];
  /** Hears of each part before it is built. */
  readonly report: (line: string) => void;
}

/** Client, badge and tape as one file each for pages without a bundler, served as /client.js, /badge.js and /tape.js. */
const BROWSER_DIR = join(ROOT, "client", "dist", "browser");
const DASHBOARD_DIR = join(ROOT, "dist", "dashboard");
const LOCK_WAIT_MS = 180_000;

/** Builds the stale parts and returns their names. Throws with the tool's own words where one does not build. */
export async function build({ force, only, report }: BuildOptions): Promise<string[]> {
  await mkdir(WORK_DIR, { recursive: true });
  const lock = takeLock(join(WORK_DIR, "build.lock"), LOCK_WAIT_MS);
  if (lock === null) throw new Error("Another build has been running for three minutes.");
  try {
    // The dashboard is built from the client; wrangler wants the folder of the assets to exist.
    await mkdir(DASHBOARD_DIR, { recursive: true });
    const wanted = (part: Part): boolean => only.length === 0 || only.includes(part.name);
    const built: (string | null)[] = [];
    if (wanted(CLIENT)) built.push(await buildPart(CLIENT, force, report));
    const rest = [DASHBOARD, WORKER, RELAY].filter(wanted).map((part) => buildPart(part, force, report));
    for (const result of await Promise.allSettled(rest)) {
      if (result.status === "rejected") throw result.reason;
      built.push(result.value);
    }
    if (built.includes(CLIENT.name) || built.includes(DASHBOARD.name)) await serveBrowserClient();
    // The dashboard's build empties the folder.
    if (wanted(DOCS) || built.includes(DASHBOARD.name)) built.push(await buildPart(DOCS, force, report));
    return built.filter((name) => name !== null);
  } finally {
    lock.release();
  }
}

async function buildPart(part: Part, force: boolean, report: (line: string) => void): Promise<string | null> {
  if (!(await exists(join(ROOT, part.entry)))) return null;
  const stampPath = join(WORK_DIR, `${part.name}.stamp`);
  const stamp = `${process.version} ${await fingerprint(ROOT, part.sources)}`;
  const last = await readFile(stampPath, "utf8").catch(() => null);
  if (!force && last === stamp && (await exists(join(ROOT, part.output)))) return null;
  report(`building ${part.name}`);
  await rm(stampPath, { force: true });
  if (typeof part.run === "function") await part.run();
  else {
    const { ok, output } = await runTool(part.run);
    if (!ok) throw new BuildError(`${part.name} does not build:\n${output}`);
  }
  await part.after?.();
  await writeFile(stampPath, stamp);
  return part.name;
}

/** What the Worker serves as /openapi.json and /docs. The Worker's types are not those of a script: so not by a literal path. */
async function writeDocs(): Promise<void> {
  const { href } = pathToFileURL(join(ROOT, DOCS.entry));
  const docs = (await import(href)) as { writeDocs(folder: string): Promise<void> };
  await docs.writeDocs(DASHBOARD_DIR);
}

async function serveBrowserClient(): Promise<void> {
  if (await exists(BROWSER_DIR)) await cp(BROWSER_DIR, DASHBOARD_DIR, { recursive: true });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) {
  try {
    const args = process.argv.slice(2);
    const only = args.filter((arg) => arg !== "--force");
    const built = await build({ force: args.includes("--force"), only, report: (line) => console.error(line) });
    if (built.length === 0) console.error("nothing to build");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
