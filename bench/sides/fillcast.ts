/**
 * The product itself, by its public interface only: a feed with one publish key a bot, and sockets that acknowledge what they
 * have read as the client library does. Everything is on: keys, validation, dedupe, chain, archive.
 */
import { join } from "node:path";
import { encodeFrame } from "@fillcast/protocol";
import type { Side } from "./side.ts";
import { startWorkerd } from "./workerd.ts";

const CONFIG = join(import.meta.dirname, "../../wrangler.jsonc");
const ADMIN_TOKEN = "bench-admin-token";
const SIGNING_SECRET = "bench-signing-secret-0123456789abcdef";

export const fillcast: Side = {
  name: "fillcast",
  league: "durable",
  async start({ stateDir, inspect }) {
    const workerd = await startWorkerd({ config: CONFIG, stateDir, inspect, secrets: { ADMIN_TOKEN, SIGNING_SECRET } });
    const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${workerd.port}${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    const owner = await call<{ key: string }>("POST", "/v1/feeds", { feed: "bench", region: "auto" });
    return {
      ...workerd,
      subscribePath: `/parties/feed/bench?token=${owner.key}&v=1&ack=1`,
      async publisher(bot) {
        const { key } = await call<{ key: string }>("POST", "/v1/feeds/bench/keys", {
          scope: "publish",
          bot: `bot${bot}`,
        });
        return { path: "/v1/events", headers: { authorization: `Bearer ${key}` } };
      },
      acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
      settled: () => Promise.resolve(),
    };
  },
};
