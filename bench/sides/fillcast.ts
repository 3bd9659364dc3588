/**
 * The product itself, by its public interface only: a feed with one publish key a bot, and sockets that acknowledge what they
 * have read as the client library does. Everything is on: keys, validation, dedupe, chain, state, archive.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeFrame } from "@fillcast/protocol";
import type { Side } from "./side.ts";
import { startWorkerd } from "./workerd.ts";

const CONFIG = join(import.meta.dirname, "../../wrangler.jsonc");
const ADMIN_TOKEN = "bench-admin-token";
const SIGNING_SECRET = "bench-signing-secret-0123456789abcdef";
/** Each look costs the room about as much as an event, so it is rare; the archive runs 10 s after an append. */
const LOOK_EVERY_MS = 2_000;

/** What is read of a room's inspection. */
interface Room {
  readonly archive: { readonly lag: number; readonly waitingTrades: number; readonly lastError: string | null };
}

export const fillcast: Side = {
  name: "fillcast",
  league: "durable",
  async start({ stateDir, inspect }) {
    const workerd = await startWorkerd({ config: CONFIG, stateDir, inspect, secrets: { ADMIN_TOKEN, SIGNING_SECRET } });
    const call = async <T>(key: string, method: string, path: string, body?: object): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${workerd.port}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    const feed = { feed: "bench", region: "auto" };
    const owner = await call<{ key: string }>(ADMIN_TOKEN, "POST", "/v1/feeds", feed);
    return {
      ...workerd,
      subscribePath: `/parties/feed/bench?token=${owner.key}&v=1&ack=1`,
      async publisher(bot) {
        const wish = { scope: "publish", bot: `bot${bot}` };
        const { key } = await call<{ key: string }>(owner.key, "POST", "/v1/feeds/bench/keys", wish);
        return { path: "/v1/events", headers: { authorization: `Bearer ${key}` } };
      },
      acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
      async settled() {
        for (;;) {
          const { archive } = await call<Room>(owner.key, "GET", "/v1/rooms/bench");
          if (archive.lastError !== null) throw new Error(`the archive failed: ${archive.lastError}`);
          if (archive.lag === 0 && archive.waitingTrades === 0) return;
          await sleep(LOOK_EVERY_MS);
        }
      },
    };
  },
};
