/**
 * The two peers on the same runtime: the floor, and the design that the product started from.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventFrames } from "../driver/wires/web-socket.ts";
import type { League, Side } from "./side.ts";
import { startWorkerd } from "./workerd.ts";

function platformSide(name: string, league: League, settleMs: number): Side {
  const config = join(import.meta.dirname, name, "wrangler.jsonc");
  return {
    name,
    league,
    async start({ stateDir, inspect }) {
      const workerd = await startWorkerd({ config, stateDir, inspect });
      return {
        ...workerd,
        subscribePath: "/parties/room/bench",
        wire: eventFrames,
        publisher: () => Promise.resolve({ path: "/events", headers: {} }),
        acknowledgement: () => null,
        settled: () => sleep(settleMs),
      };
    },
  };
}

export const floor = platformSide("floor", "durable", 0);
/** Its inserts run behind its answers; the last of them end well within a second. */
export const seed = platformSide("seed", "memory", 1_000);
