/**
 * The product with a relay beside the bots: they post to its door, which commits before it answers, and it sends on in batches to the
 * server, which commits again. What subscribers get carries the relay's ids; ours are in the message as the bot wrote it.
 */
import { join } from "node:path";
import { encodeFrame } from "@fillcast/protocol";
import { startRelay } from "../../test/support/relay.ts";
import type { Wire } from "../driver/wire.ts";
import { eventFrames, webSocket } from "../driver/wires/web-socket.ts";
import { BUILT_RELAY } from "../relay/built-relay.ts";
import { startFillcast } from "./fillcast-server.ts";
import type { Side } from "./side.ts";

interface RelayedFrame {
  readonly through: number;
  readonly events: readonly { readonly data: { readonly id: string } }[];
}

export const relayedFrames: Wire = {
  transport: webSocket,
  decode(bytes) {
    if (eventFrames.decode(bytes) === null) return null;
    const { events, through } = JSON.parse(bytes.toString("utf8")) as RelayedFrame;
    return { ids: events.map(({ data }) => data.id), through };
  },
};

export const relay: Side = {
  name: "relay",
  league: "durable",
  async start({ stateDir, inspect }) {
    const { call, createFeed, settled, ...workerd } = await startFillcast({ stateDir, inspect });
    const owner = await createFeed("bench");
    const { key } = await call<{ key: string }>(owner, "POST", "/v1/feeds/bench/keys", { scope: "publish" });
    const server = `http://127.0.0.1:${workerd.port}`;
    const running = await startRelay({ command: BUILT_RELAY, server, key, dataDir: join(stateDir, "relay") });
    return {
      ...workerd,
      publishPort: Number(new URL(running.door).port),
      helperPids: process.platform === "linux" ? [running.child.pid!] : [],
      subscribePath: `/parties/feed/bench?token=${owner}&v=1&ack=1`,
      wire: relayedFrames,
      publisher: (bot) => Promise.resolve({ path: `/bot${bot}`, headers: {} }),
      acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
      settled: () => settled("bench", owner),
      async stop() {
        await running.terminate();
        await workerd.stop();
      },
    };
  },
};
