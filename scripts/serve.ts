/**
 * The built Worker on this machine: real workerd under Miniflare, configured by wrangler.jsonc, its state on disk.
 * Requests reach the Worker through a direct socket, without Miniflare's own proxy Worker in between (a third of the
 * latency); so there is no `request.cf`, and the Worker serves the dashboard itself through its ASSETS binding.
 */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type * as Runtime from "miniflare";
import type { V4WorkerOptions } from "miniflare";
import { migrate } from "./migrate.ts";
import { LOOPBACK, localHost, originOf } from "./reach.ts";
import { readRuntimeConfig, type RuntimeConfig } from "./runtime-config.ts";
import { StartError } from "./start-error.ts";
import { STORAGE_NAME } from "./state-folder.ts";
import type { Secrets } from "./secrets.ts";
import { ROOT } from "./tool.ts";

export interface ServeOptions {
  /** The address to listen on. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Rooms, D1 and KV are kept in its storage. */
  readonly stateDir: string;
  readonly secrets: Secrets;
  /** Whom push services may write to; null for nobody in particular. */
  readonly pushContact: string | null;
  /** Hears what the Worker logs, once it serves. */
  readonly say: (line: string) => void;
}
export interface Server {
  /** As this machine reaches it, without a slash at the end: `http://127.0.0.1:8787`. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Imported, it would be parsed twice: its package does not say what kind of module it is. */
const runtime = createRequire(import.meta.url)("miniflare") as typeof Runtime;
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
export async function serve({ host, port, stateDir, secrets, pushContact, say }: ServeOptions): Promise<Server> {
  const log = new RuntimeLog(say);
  process.env.MINIFLARE_WORKERD_V8_FLAGS ??= V8_FLAGS;
  const config = await readRuntimeConfig();
  const miniflare = new runtime.Miniflare(
    runtime.convertV4MiniflareOptions({
      host: LOOPBACK,
      resourcePersistencePath: join(stateDir, STORAGE_NAME),
      handleStructuredLogs: ({ message }: { readonly message: string }) => log.take(message),
      telemetry: { enabled: false },
      workers: workers(config, { host, port }, secretBindings(secrets, pushContact)),
    }),
  );
  // Miniflare's own listeners leave the process before `dispose` has ended; this process decides when to stop.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.removeAllListeners(signal);
  try {
    await migrate(await miniflare.getD1Database("DB", WORKER_NAME), config.migrations, stateDir);
    const direct = await miniflare.unsafeGetDirectURL(WORKER_NAME);
    const origin = originOf(localHost(host), Number(direct.port));
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

  /** Lines of addresses in workerd's own code, and its notes to its makers, help nobody. */
  take(message: string): void {
    const lines = message.split("\n").filter((line) => line !== "" && !/^(?:stack: |NOSENTRY )/.test(line));
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
function workers(
  { worker, assets }: RuntimeConfig,
  address: { readonly host: string; readonly port: number },
  secrets: Readonly<Record<string, string>>,
): V4WorkerOptions[] {
  return [
    {
      ...worker,
      name: WORKER_NAME,
      rootPath: ROOT,
      modules: [{ type: "ESModule", path: "dist/worker/worker.js" }],
      bindings: { ...worker.bindings, ...secrets, IMPORT: "on", LOCAL_DESTINATIONS: "on" },
      serviceBindings: { ...worker.serviceBindings, ASSETS: ASSETS_WORKER_NAME },
      unsafeDirectSockets: [address],
    },
    {
      name: ASSETS_WORKER_NAME,
      ...(worker.compatibilityDate === undefined ? {} : { compatibilityDate: worker.compatibilityDate }),
      modules: [
        {
          type: "ESModule",
          path: "assets.js",
          contents: readFileSync(join(import.meta.dirname, "compressed-assets.js"), "utf8"),
        },
      ],
      // Its script stands before its files.
      assets: {
        ...assets,
        directory: join(ROOT, assets.directory),
        run_worker_first: true,
        routerConfig: { has_user_worker: true },
      },
    },
  ];
}

/** As the Worker's environment names them. */
function secretBindings(
  { adminToken, signingSecret, vapid }: Secrets,
  pushContact: string | null,
): Readonly<Record<string, string>> {
  return {
    ADMIN_TOKEN: adminToken,
    SIGNING_SECRET: signingSecret,
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    ...(pushContact === null ? {} : { VAPID_SUBJECT: pushContact }),
  };
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
