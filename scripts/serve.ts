/**
 * The built Worker on this machine: real workerd under Miniflare, configured by wrangler.jsonc, its state on disk.
 * Requests reach the Worker through a direct socket, without Miniflare's own proxy Worker in between (a third of the
 * latency); so there is no `request.cf`, and the Worker serves the dashboard itself through its ASSETS binding.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions, type V4WorkerOptionsShape } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { migrate } from "./migrate.ts";
import { StartError } from "./start-error.ts";
import { STORAGE_NAME } from "./state-folder.ts";
import type { Secrets } from "./secrets.ts";

export interface ServeOptions {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** Rooms, D1 and KV are kept in its storage. */
  readonly stateDir: string;
  readonly secrets: Secrets;
  /** Hears what the Worker logs, once it serves. */
  readonly say: (line: string) => void;
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
/**
 * V8 takes memory by what the machine has, and gives it back late: it grows for a quarter of an hour under load, which looks
 * like a leak. Kept small it needs two thirds of that, at the same processor time (measured over four minutes of load).
 */
const V8_FLAGS = "--max-semi-space-size=2 --initial-old-space-size=8 --heap-growing-percent=50";

/** Starts it, applies migrations, and resolves when it is healthy. What it throws has in `runtime` what workerd said. */
export async function serve({ port, stateDir, secrets, say }: ServeOptions): Promise<Server> {
  const log = new RuntimeLog(say);
  process.env.MINIFLARE_WORKERD_V8_FLAGS ??= V8_FLAGS;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      resourcePersistencePath: join(stateDir, STORAGE_NAME),
      handleStructuredLogs: ({ message }: { readonly message: string }) => log.take(message),
      telemetry: { enabled: false },
      workers: workers(port, secrets),
    }),
  );
  // Miniflare's own listeners leave the process before `dispose` has ended; this process decides when to stop.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.removeAllListeners(signal);
  try {
    await migrate(await miniflare.getD1Database("DB", WORKER_NAME), stateDir);
    const origin = (await miniflare.unsafeGetDirectURL(WORKER_NAME)).origin;
    await waitForHealth(origin);
    log.begin();
    return { origin, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), { runtime: log.held });
  }
}

/** What workerd says: held back while it starts, since a start that fails has one sentence of its own. */
class RuntimeLog {
  readonly #say: (line: string) => void;
  #held: string[] | null = [];

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get held(): string {
    return this.#held?.join("\n") ?? "";
  }

  /** Lines of addresses in workerd's own code help nobody. */
  take(message: string): void {
    const lines = message.split("\n").filter((line) => line !== "" && !line.startsWith("stack: "));
    if (this.#held === null) lines.forEach(this.#say);
    else this.#held.push(...lines);
  }

  begin(): void {
    const held = this.#held ?? [];
    this.#held = null;
    held.forEach(this.#say);
  }
}

/**
 * The Worker, and beside it one that holds the assets: on the Worker itself they would put an asset router before every request.
 * That one compresses them too, which the platform does by itself.
 */
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
          contents: readFileSync(join(import.meta.dirname, "compressed-assets.js"), "utf8"),
        },
      ],
      // Its script stands before its files.
      assets: { ...assets, run_worker_first: true, routerConfig: { has_user_worker: true } },
    },
  ];
}

async function waitForHealth(origin: string): Promise<void> {
  const deadline = Date.now() + HEALTH_WAIT_MS;
  for (;;) {
    const response = await fetch(`${origin}${HEALTH_PATH}`).catch(() => null);
    const answer = (await response?.text()) ?? "";
    if (response?.ok === true) return;
    if (response !== null) throw new StartError(`The Worker is not healthy. ${detailOf(answer)}`);
    if (Date.now() > deadline) throw new StartError(`The Worker does not respond at ${HEALTH_PATH}. Start again.`);
    await delay(50);
  }
}

/** The sentence of a problem. */
function detailOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { readonly detail?: string }).detail ?? "";
  } catch {
    return "";
  }
}
