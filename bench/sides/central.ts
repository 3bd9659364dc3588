/**
 * The usual alternative: one Node process in one place, with an HTTP server and `ws`; in memory, or with one synchronous commit
 * to SQLite an event.
 */
import { join } from "node:path";
import { eventFrames } from "../driver/wires/web-socket.ts";
import { startNodeProcess } from "./node-process.ts";
import type { League, Side } from "./side.ts";

const SERVER = join(import.meta.dirname, "central/server.ts");

function centralSide(name: string, league: League): Side {
  return {
    name,
    league,
    async start({ stateDir, inspect }) {
      if (inspect) throw new Error("Node has its own profiler: node --cpu-prof bench/sides/central/server.ts");
      const database = league === "durable" ? [join(stateDir, "central.sqlite")] : [];
      return {
        ...(await startNodeProcess(SERVER, database)),
        subscribePath: "/",
        wire: eventFrames,
        inspector: null,
        publisher: () => Promise.resolve({ path: "/events", headers: {} }),
        acknowledgement: () => null,
        settled: () => Promise.resolve(),
      };
    },
  };
}

export const central = centralSide("central", "memory");
export const centralDurable = centralSide("central-durable", "durable");
