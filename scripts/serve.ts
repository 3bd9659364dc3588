/**
 * The built Worker on this machine: real workerd under Miniflare, configured by wrangler.jsonc, its state on disk.
 * Requests reach the Worker through a direct socket, without Miniflare's own proxy Worker in between (a third of the
 * latency); so there is no `request.cf`, and the Worker serves the dashboard itself through its ASSETS binding.
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions, type V4WorkerOptionsShape } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { migrate } from "./migrate.ts";
import type { Secrets } from "./secrets.ts";

export interface ServeOptions {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** Rooms, D1 and KV are kept in here. */
  readonly storageDir: string;
  readonly secrets: Secrets;
}
export interface Server {
  /** Without a slash at the end, e.g. `http://127.0.0.1:8787`. */
  readonly origin: string;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HOST = "127.0.0.1";
const WORKER_NAME = "fillcast";
const ASSETS_WORKER_NAME = "fillcast-assets";
const HEALTH_PATH = "/v1/health";
const HEALTH_WAIT_MS = 10_000;

/** Starts it, applies migrations, and resolves when it has answered a request. */
export async function serve({ port, storageDir, secrets }: ServeOptions): Promise<Server> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      resourcePersistencePath: storageDir,
      telemetry: { enabled: false },
      workers: workers(port, secrets),
    }),
  );
  // Miniflare's own listeners leave the process before `dispose` has ended; whoever serves decides when to stop.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.removeAllListeners(signal);
  try {
    await migrate(await miniflare.getD1Database("DB", WORKER_NAME));
    const origin = (await miniflare.unsafeGetDirectURL(WORKER_NAME)).origin;
    await waitForHealth(origin);
    return { origin, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** The Worker, and beside it one that holds the assets: on the Worker itself they would put an asset router before every request. */
function workers(port: number, { adminToken, signingSecret }: Secrets): V4WorkerOptions[] {
  // Secrets come as bindings below; without the list wrangler does not look for them elsewhere, nor warn.
  const { secrets: _, ...config } = unstable_readConfig({ config: `${ROOT}wrangler.jsonc` });
  const options: V4WorkerOptionsShape = unstable_getMiniflareWorkerOptions(config).workerOptions;
  const { assets, modulesRules: __, ...worker } = options;
  if (assets === undefined) throw new Error("wrangler.jsonc names no assets.");
  return [
    {
      ...worker,
      name: WORKER_NAME,
      rootPath: ROOT,
      modules: [{ type: "ESModule", path: "dist/worker/worker.js" }],
      bindings: { ...worker.bindings, ADMIN_TOKEN: adminToken, SIGNING_SECRET: signingSecret, IMPORT: "on" },
      serviceBindings: { ...worker.serviceBindings, ASSETS: ASSETS_WORKER_NAME },
      unsafeDirectSockets: [{ host: HOST, port }],
    },
    {
      name: ASSETS_WORKER_NAME,
      compatibilityDate: config.compatibility_date,
      modules: [
        {
          type: "ESModule",
          path: "assets.js",
          contents: "export default { fetch: (request, env) => env.ASSETS.fetch(request) };",
        },
      ],
      assets: { ...assets, routerConfig: { has_user_worker: true } },
    },
  ];
}

async function waitForHealth(origin: string): Promise<void> {
  const deadline = Date.now() + HEALTH_WAIT_MS;
  for (;;) {
    const response = await fetch(`${origin}${HEALTH_PATH}`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok === true) return;
    if (Date.now() > deadline)
      throw new Error(`The Worker does not answer ${HEALTH_PATH} (${response?.status ?? "no connection"}).`);
    await delay(50);
  }
}
