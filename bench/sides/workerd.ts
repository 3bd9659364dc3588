/**
 * Runs a Worker on workerd as production's code would run, without the development proxies: Miniflare with a direct socket,
 * options from the Worker's own wrangler.jsonc, D1 migrations applied. Through Miniflare's entry Worker everything costs about
 * twice as much, and the comparison would be one of proxies.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptionsShape } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { childPids } from "../cpu.ts";
import { bundleWorker } from "./bundle.ts";
import type { Inspector } from "./side.ts";

const HOST = "127.0.0.1";

export interface Workerd {
  readonly port: number;
  readonly pid: number | null;
  readonly inspector: Inspector | null;
  /** The Worker's bindings from outside, for what is faster put there than published. */
  bindings<Bindings extends Record<string, unknown>>(): Promise<Bindings>;
  stop(): Promise<void>;
}

export interface WorkerdOptions {
  /** Path of wrangler.jsonc. */
  readonly config: string;
  /** Where SQLite files go. */
  readonly stateDir: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inspect: boolean;
  /** The state is that of an earlier start. */
  readonly isMigrated?: boolean;
  /** A bundled script in place of the one that the configuration names. */
  readonly script?: string;
}

/** Starts one workerd with one Worker on a free port of loopback; resolves when it takes requests. */
export async function startWorkerd({
  config: configPath,
  stateDir,
  secrets,
  inspect,
  isMigrated = false,
  script,
}: WorkerdOptions): Promise<Workerd> {
  // Secrets come as bindings below; with the list, wrangler looks for them elsewhere and warns.
  const { secrets: _, ...config } = unstable_readConfig({ config: configPath });
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(config);
  if (main === undefined) throw new Error(`${configPath} names no main`);
  // With assets, Miniflare puts a router for them before every request; nothing here asks for one.
  const { assets: __, ...worker }: V4WorkerOptionsShape = workerOptions;
  const path = script ?? (await bundleWorker(configPath, main));
  const childrenBefore = new Set(childPids(process.pid));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: stateDir,
      telemetry: { enabled: false },
      ...(inspect ? { inspectorPort: 0, inspectorHost: HOST } : {}),
      workers: [
        {
          ...worker,
          name: "bench",
          rootPath: dirname(path),
          modules: [{ type: "ESModule", path }],
          bindings: { ...worker.bindings, ...secrets },
          unsafeDirectSockets: [{ host: HOST, port: 0 }],
        },
      ],
    }),
  );
  try {
    const url = await miniflare.unsafeGetDirectURL("bench");
    for (const { binding, migrations_dir: folder } of config.d1_databases) {
      if (folder !== undefined && !isMigrated) await migrate(miniflare, binding, resolve(dirname(configPath), folder));
    }
    return {
      port: Number(url.port),
      pid: childPids(process.pid).find((pid) => !childrenBefore.has(pid)) ?? null,
      inspector: inspect
        ? { url: new URL("/core:user:bench", await miniflare.getInspectorURL()).href, sourceMapFile: `${path}.map` }
        : null,
      bindings: () => miniflare.getBindings(),
      stop: () => miniflare.dispose(),
    };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

async function migrate(miniflare: Miniflare, binding: string, folder: string): Promise<void> {
  const database = await miniflare.getD1Database(binding);
  for (const file of readdirSync(folder).sort()) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, file), "utf8"));
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}
