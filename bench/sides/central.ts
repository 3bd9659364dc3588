/**
 * The usual alternative: one Node process in one place, with an HTTP server and `ws`; in memory, or with one synchronous commit
 * to SQLite an event.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { League, Side } from "./side.ts";

const SERVER = join(import.meta.dirname, "central/server.ts");

function centralSide(name: string, league: League): Side {
  return {
    name,
    league,
    async start({ stateDir, inspect }) {
      if (inspect) throw new Error("Node has its own profiler: node --cpu-prof bench/sides/central/server.ts");
      const database = league === "durable" ? [join(stateDir, "central.sqlite")] : [];
      const server = spawn(process.execPath, [SERVER, ...database], { stdio: ["pipe", "pipe", "inherit"] });
      const ended = once(server, "exit");
      const [port] = (await Promise.race([
        once(createInterface(server.stdout), "line"),
        ended.then(([code]) => Promise.reject(new Error(`the central server ended with ${code}`))),
      ])) as [string];
      return {
        port: Number(port),
        pid: process.platform === "linux" ? server.pid! : null,
        subscribePath: "/",
        inspector: null,
        publisher: () => Promise.resolve({ path: "/events", headers: {} }),
        acknowledgement: () => null,
        settled: () => Promise.resolve(),
        async stop() {
          server.stdin.end();
          await ended;
        },
      };
    },
  };
}

export const central = centralSide("central", "memory");
export const centralDurable = centralSide("central-durable", "durable");
