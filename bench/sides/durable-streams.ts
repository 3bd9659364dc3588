/**
 * The reference server of Durable Streams with files: an append is synced before it is answered, and a reader follows a stream from
 * any offset over server-sent events.
 */
import { join } from "node:path";
import { eventStreamWire } from "../driver/wires/event-stream.ts";
import { startNodeProcess } from "./node-process.ts";
import type { Side } from "./side.ts";

const SERVER = join(import.meta.dirname, "durable-streams/server.ts");
const STREAM = "/v1/stream/bench";

export const durableStreams: Side = {
  name: "durable-streams",
  league: "durable",
  async start({ stateDir, inspect }) {
    if (inspect) throw new Error("Node has its own profiler: node --cpu-prof bench/sides/durable-streams/server.ts");
    const server = await startNodeProcess(SERVER, [stateDir]);
    const headers = { "content-type": "application/json" };
    const created = await fetch(`http://127.0.0.1:${server.port}${STREAM}`, { method: "PUT", headers });
    if (!created.ok) throw new Error(`PUT ${STREAM} was answered ${created.status}`);
    return {
      ...server,
      subscribePath: `${STREAM}?offset=now&live=sse`,
      wire: eventStreamWire,
      inspector: null,
      publisher: () => Promise.resolve({ path: STREAM, headers: {} }),
      acknowledgement: () => null,
      settled: () => Promise.resolve(),
    };
  },
};
