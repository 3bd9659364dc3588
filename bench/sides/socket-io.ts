/**
 * Socket.IO with connection state recovery: what people reach for who want a WebSocket that comes back. It keeps the packets of the
 * last two minutes in memory, for sessions that it still knows.
 */
import { join } from "node:path";
import { socketIoWire } from "../driver/wires/socket-io.ts";
import { startNodeProcess } from "./node-process.ts";
import type { Side } from "./side.ts";

const SERVER = join(import.meta.dirname, "socket-io/server.ts");

export const socketIo: Side = {
  name: "socket.io",
  league: "memory",
  async start({ inspect }) {
    if (inspect) throw new Error("Node has its own profiler: node --cpu-prof bench/sides/socket-io/server.ts");
    return {
      ...(await startNodeProcess(SERVER, [])),
      subscribePath: "/socket.io/?EIO=4&transport=websocket",
      wire: socketIoWire,
      inspector: null,
      publisher: () => Promise.resolve({ path: "/events", headers: {} }),
      acknowledgement: () => null,
      settled: () => Promise.resolve(),
    };
  },
};
