/**
 * Starts the product for a run: its Worker as it would be deployed, and calls of its HTTP interface.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { QuotaWish } from "@fillcast/protocol";
import { startWorkerd, type Workerd } from "./workerd.ts";

const CONFIG = join(import.meta.dirname, "../../wrangler.jsonc");
const ADMIN_TOKEN = "bench-admin-token";
const SIGNING_SECRET = "bench-signing-secret-0123456789abcdef";

export interface FillcastServer extends Workerd {
  /** The answer's JSON; throws unless it is a 2xx. */
  readonly call: <T>(key: string, method: string, path: string, body?: object) => Promise<T>;
  /** Creates a feed, without quotas unless others are named; its owner key. */
  readonly createFeed: (feed: string, limits?: QuotaWish) => Promise<string>;
  /** Resolves when all of a feed is in the archive; throws where that failed. */
  readonly settled: (feed: string, owner: string) => Promise<void>;
}

/** Each look costs the room about as much as an event, so it is rare; the archive runs 10 s after an append. */
const LOOK_EVERY_MS = 2_000;

/** What is read of a room's inspection. */
interface Room {
  readonly archive: { readonly lag: number; readonly waitingTrades: number; readonly lastError: string | null };
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
    async createFeed(feed, limits = "none") {
      const { key } = await call<{ key: string }>(ADMIN_TOKEN, "POST", "/v1/feeds", {
        feed,
        region: "auto",
        limits,
      });
      return key;
    },
    async settled(feed, owner) {
      for (;;) {
        const { archive } = await call<Room>(owner, "GET", `/v1/rooms/${feed}`);
        if (archive.lastError !== null) throw new Error(`the archive failed: ${archive.lastError}`);
        if (archive.lag === 0 && archive.waitingTrades === 0) return;
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}
