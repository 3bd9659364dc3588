/**
 * Starts the product for a run: its Worker as it would be deployed, and calls of its HTTP interface.
 */
import { join } from "node:path";
import { startWorkerd, type Workerd } from "./workerd.ts";

const CONFIG = join(import.meta.dirname, "../../wrangler.jsonc");
const ADMIN_TOKEN = "bench-admin-token";
const SIGNING_SECRET = "bench-signing-secret-0123456789abcdef";

export interface FillcastServer extends Workerd {
  /** The answer's JSON; throws unless it is a 2xx. */
  readonly call: <T>(key: string, method: string, path: string, body?: object) => Promise<T>;
  /** Creates a feed; its owner key. */
  readonly createFeed: (feed: string) => Promise<string>;
}

export async function startFillcast(options: {
  readonly stateDir: string;
  readonly inspect: boolean;
  readonly isMigrated?: boolean;
  readonly script?: string;
}): Promise<FillcastServer> {
  const workerd = await startWorkerd({ config: CONFIG, secrets: { ADMIN_TOKEN, SIGNING_SECRET }, ...options });
  const call = async <T>(key: string, method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${workerd.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    ...workerd,
    call,
    async createFeed(feed) {
      const { key } = await call<{ key: string }>(ADMIN_TOKEN, "POST", "/v1/feeds", {
        feed,
        region: "auto",
        limits: "none",
      });
      return key;
    },
  };
}
