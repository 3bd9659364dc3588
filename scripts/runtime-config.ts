/**
 * What a local start needs to know of wrangler.jsonc and the migrations, worked out by wrangler when the Worker is built: a
 * start that loads wrangler itself takes a second longer.
 */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { V4WorkerOptionsShape } from "miniflare";
import { ROOT } from "./tool.ts";

export interface RuntimeConfig {
  /** As Miniflare takes them, for the code that the build has put into `dist/worker`. */
  readonly worker: V4WorkerOptionsShape;
  /** The same of the assets; the folder is from the project's root. */
  readonly assets: NonNullable<V4WorkerOptionsShape["assets"]>;
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
}

export interface Migration {
  /** The file's name, which the database remembers. */
  readonly name: string;
  readonly statements: readonly string[];
}

const PATH = join(ROOT, "dist", "worker", "runtime.json");
const MIGRATIONS_DIR = join(ROOT, "migrations");

/** Writes it beside the built Worker. */
export async function writeRuntimeConfig(): Promise<void> {
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig, unstable_splitSqlQuery } = await import("wrangler");
  // Secrets come as bindings; without the list wrangler does not look for them elsewhere, nor warn.
  const { secrets: _, ...config } = unstable_readConfig({ config: join(ROOT, "wrangler.jsonc") });
  const options: V4WorkerOptionsShape = unstable_getMiniflareWorkerOptions(config).workerOptions;
  const { assets, modulesRules: __, rootPath: ___, ...worker } = options;
  if (assets === undefined) throw new Error("wrangler.jsonc names no assets.");
  const names = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = names.map(async (name): Promise<Migration> => {
    return { name, statements: unstable_splitSqlQuery(await readFile(join(MIGRATIONS_DIR, name), "utf8")) };
  });
  const written: RuntimeConfig = {
    worker,
    assets: { ...assets, directory: relative(ROOT, assets.directory) },
    migrations: await Promise.all(migrations),
  };
  await writeFile(PATH, JSON.stringify(written));
}

/** What the newest build wrote. */
export async function readRuntimeConfig(): Promise<RuntimeConfig> {
  return JSON.parse(await readFile(PATH, "utf8")) as RuntimeConfig;
}
