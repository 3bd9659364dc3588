/**
 * The product itself, by its public interface only: a feed with one publish key a bot, and sockets that acknowledge what they
 * have read as the client library does. Everything is on: keys, validation, dedupe, chain, state, archive.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { encodeFrame } from "@fillcast/protocol";
import { startFillcast } from "./fillcast-server.ts";
import type { Side } from "./side.ts";

/** Each look costs the room about as much as an event, so it is rare; the archive runs 10 s after an append. */
const LOOK_EVERY_MS = 2_000;

/** What is read of a room's inspection. */
interface Room {
  readonly archive: { readonly lag: number; readonly waitingTrades: number; readonly lastError: string | null };
}

export const fillcast: Side = fillcastAs("fillcast");

/** The product as it is, or as another script of it. */
export function fillcastAs(name: string, script?: string): Side {
  return {
    name,
    league: "durable",
    async start({ stateDir, inspect }) {
      const options = { stateDir, inspect, ...(script === undefined ? {} : { script }) };
      const { call, createFeed, ...workerd } = await startFillcast(options);
      const owner = await createFeed("bench");
      return {
        ...workerd,
        subscribePath: `/parties/feed/bench?token=${owner}&v=1&ack=1`,
        async publisher(bot) {
          const wish = { scope: "publish", bot: `bot${bot}` };
          const { key } = await call<{ key: string }>(owner, "POST", "/v1/feeds/bench/keys", wish);
          return { path: "/v1/events", headers: { authorization: `Bearer ${key}` } };
        },
        acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
        async settled() {
          for (;;) {
            const { archive } = await call<Room>(owner, "GET", "/v1/rooms/bench");
            if (archive.lastError !== null) throw new Error(`the archive failed: ${archive.lastError}`);
            if (archive.lag === 0 && archive.waitingTrades === 0) return;
            await sleep(LOOK_EVERY_MS);
          }
        },
      };
    },
  };
}
