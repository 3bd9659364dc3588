/**
 * Settings under which the Workers tools ask nothing, print no banners and send nothing anywhere; also where they may
 * leave their own files.
 */
import { join } from "node:path";

/** Variables for wrangler and Miniflare, in this process or a child's; `logDir` takes what they would write elsewhere. */
export function quietEnvironment(logDir: string): Readonly<Record<string, string>> {
  return {
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG: "warn",
    WRANGLER_LOG_PATH: join(logDir, "wrangler-logs"),
    WRANGLER_REGISTRY_PATH: join(logDir, "wrangler-registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "false",
  };
}
