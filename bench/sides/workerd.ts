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

const HOST = "127.0.0.1";

export interface Workerd {
  readonly port: number;
  readonly pid: number | null;
  readonly inspectorUrl: string | null;
  stop(): Promise<void>;
}

export interface WorkerdOptions {
  /** Path of wrangler.jsonc. */
  readonly config: string;
  /** Where SQLite files go. */
  readonly stateDir: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inspect: boolean;
}

/** Starts one workerd with one Worker on a free port of loopback; resolves when it takes requests. */
export async function startWorkerd({ config, stateDir, secrets, inspect }: WorkerdOptions): Promise<Workerd> {
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(config);
  const { bindings }: V4WorkerOptionsShape = workerOptions;
  if (main === undefined) throw new Error(`${config} names no main`);
  const path = await bundleWorker(config, main);
  const childrenBefore = new Set(childPids(process.pid));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: stateDir,
      telemetry: { enabled: false },
      ...(inspect ? { inspectorPort: 0, inspectorHost: HOST } : {}),
      workers: [
        {
          ...workerOptions,
          name: "bench",
          rootPath: dirname(path),
          modules: [{ type: "ESModule", path }],
          bindings: { ...bindings, ...secrets },
          unsafeDirectSockets: [{ host: HOST, port: 0 }],
        },
      ],
    }),
  );
  const url = await miniflare.unsafeGetDirectURL("bench");
  await applyMigrations(miniflare, config);
  return {
    port: Number(url.port),
    pid: childPids(process.pid).find((pid) => !childrenBefore.has(pid)) ?? null,
    inspectorUrl: inspect ? new URL("/core:user:bench", await miniflare.getInspectorURL()).href : null,
    stop: () => miniflare.dispose(),
  };
}

async function applyMigrations(miniflare: Miniflare, configPath: string): Promise<void> {
  for (const { binding, migrations_dir: folder } of unstable_readConfig({ config: configPath }).d1_databases) {
    if (folder === undefined) continue;
    const absolute = resolve(dirname(configPath), folder);
    const database = await miniflare.getD1Database(binding);
    for (const file of readdirSync(absolute).sort()) {
      const statements = unstable_splitSqlQuery(readFileSync(join(absolute, file), "utf8"));
      await database.batch(statements.map((statement) => database.prepare(statement)));
    }
  }
}
