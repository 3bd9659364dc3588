/**
 * The product itself, by its public interface only: a feed with one publish key a bot, and sockets that acknowledge what they
 * have read as the client library does. Everything is on: keys, validation, dedupe, chain, state, archive.
 */
import { encodeFrame } from "@fillcast/protocol";
import { eventFrames } from "../driver/wires/web-socket.ts";
import { startFillcast } from "./fillcast-server.ts";
import type { Side } from "./side.ts";

export const fillcast: Side = fillcastAs("fillcast");

/** The product as it is, or as another script of it. */
export function fillcastAs(name: string, script?: string): Side {
  return {
    name,
    league: "durable",
    async start({ stateDir, inspect }) {
      const options = { stateDir, inspect, ...(script === undefined ? {} : { script }) };
      const { call, createFeed, settled, ...workerd } = await startFillcast(options);
      const owner = await createFeed("bench");
      return {
        ...workerd,
        subscribePath: `/parties/feed/bench?token=${owner}&v=1&ack=1`,
        wire: eventFrames,
        async publisher(bot) {
          const wish = { scope: "publish", bot: `bot${bot}` };
          const { key } = await call<{ key: string }>(owner, "POST", "/v1/feeds/bench/keys", wish);
          return { path: "/v1/events", headers: { authorization: `Bearer ${key}` } };
        },
        acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
        settled: () => settled("bench", owner),
      };
    },
  };
}
