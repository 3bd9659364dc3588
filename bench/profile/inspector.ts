/**
 * Takes a CPU profile from a running Worker by the Chrome DevTools Protocol.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Observer } from "../measure.ts";
import type { Profile } from "./times.ts";

/** Between samples, µs. */
const SAMPLING_INTERVAL_MICROS = 100;

export interface Taken {
  readonly profile: Profile;
  readonly sourceMapFile: string;
}

/** Profiles from `begin` to `end`; `taken` gives the result afterwards. */
export function createProfiler(): Observer & { taken(): Taken } {
  let session: { readonly call: Call; readonly sourceMapFile: string } | null = null;
  let taken: Taken | null = null;
  return {
    async begin({ inspector }) {
      if (inspector === null) throw new Error("this side has no inspector");
      const call = await openInspector(inspector.url);
      await call("Profiler.enable");
      await call("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_MICROS });
      await call("Profiler.start");
      session = { call, sourceMapFile: inspector.sourceMapFile };
    },
    async end() {
      if (session === null) throw new Error("the profiler was not begun");
      const { profile } = (await session.call("Profiler.stop")) as { profile: Profile };
      taken = { profile, sourceMapFile: session.sourceMapFile };
    },
    taken() {
      if (taken === null) throw new Error("no profile was taken");
      return taken;
    },
  };
}

type Call = (method: string, params?: object) => Promise<unknown>;

/** The socket ends with the Worker. */
async function openInspector(url: string): Promise<Call> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  const answers = new Map<number, (result: unknown) => void>();
  socket.on("message", (bytes: Buffer) => {
    const { id, result } = JSON.parse(bytes.toString()) as { id?: number; result?: unknown };
    if (id !== undefined) answers.get(id)?.(result);
  });
  socket.on("error", () => socket.terminate());
  let id = 0;
  return (method, params = {}) =>
    new Promise((resolve) => {
      answers.set(++id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
}
