/**
 * Bundles a Worker as a deployment would (`wrangler deploy --dry-run`), offline and quietly, once a process: each side of the
 * bench on this runtime goes through the same bundler with the same settings.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const WRANGLER = join(import.meta.dirname, "../../node_modules/wrangler/bin/wrangler.js");

const bundles = new Map<string, Promise<string>>();

/** The bundled script of the Worker whose wrangler.jsonc this is; its folder goes with the process. */
export function bundleWorker(configPath: string, entry: string): Promise<string> {
  const known = bundles.get(configPath);
  if (known) return known;
  const bundle = runWrangler(configPath).then((folder) => join(folder, basename(entry).replace(/\.ts$/, ".js")));
  bundles.set(configPath, bundle);
  return bundle;
}

async function runWrangler(configPath: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-bench-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await promisify(execFile)(
    process.execPath,
    [WRANGLER, "deploy", "--dry-run", "--outdir", folder, "--config", configPath],
    {
      env: {
        ...process.env,
        CI: "1",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "false",
        WRANGLER_HIDE_BANNER: "true",
        WRANGLER_LOG: "warn",
        WRANGLER_LOG_PATH: join(folder, "logs"),
        WRANGLER_REGISTRY_PATH: join(folder, "registry"),
        WRANGLER_SEND_METRICS: "false",
      },
    },
  );
  return folder;
}
