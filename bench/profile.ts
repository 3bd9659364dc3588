/**
 * Where a Worker's time goes: `node bench/profile.ts --side fillcast --work 2` runs one work under workerd's inspector and
 * prints the functions with the most self time, Worker and room together (they share an isolate). The times are those of a
 * slowed-down run: read shares, not microseconds. `--out FILE` keeps the profile for a browser's developer tools.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";
import { measure, type Observer } from "./measure.ts";
import { choose } from "./options.ts";
import { SIDES } from "./sides/all.ts";
import { withStateFolder } from "./state-folder.ts";
import { works } from "./works.ts";

/** As the inspector gives it (Profiler.Profile of the Chrome DevTools Protocol), as far as it is read here. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** µs before each sample. */
  readonly timeDeltas: readonly number[];
}

/** Between samples. */
const SAMPLE_MICROS = 100;

/** Self time by function, µs, the largest first. */
export function selfTimes({
  nodes,
  samples,
  timeDeltas,
}: Profile): { readonly name: string; readonly micros: number }[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || "(anonymous)"}${url ? ` ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber + 1}` : ""}`,
    ]),
  );
  const micros = new Map<string, number>();
  for (const [n, id] of samples.entries()) {
    const name = names.get(id) ?? "(unknown)";
    micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[n] ?? 0));
  }
  return [...micros].map(([name, micros]) => ({ name, micros })).sort((a, b) => b.micros - a.micros);
}

/** Profiles between its two calls; `taken` holds the result afterwards. */
function createProfiler(): Observer & { taken: Profile | null } {
  let call: (method: string, params?: object) => Promise<unknown>;
  let socket: WebSocket;
  return {
    taken: null,
    async begin({ inspectorUrl }) {
      if (inspectorUrl === null) throw new Error("this side has no inspector");
      socket = new WebSocket(inspectorUrl, { perMessageDeflate: false });
      await once(socket, "open");
      call = inspectorCalls(socket);
      await call("Profiler.enable");
      await call("Profiler.setSamplingInterval", { interval: SAMPLE_MICROS });
      await call("Profiler.start");
    },
    async end() {
      this.taken = ((await call("Profiler.stop")) as { profile: Profile }).profile;
      socket.close();
    },
  };
}

function inspectorCalls(socket: WebSocket): (method: string, params?: object) => Promise<unknown> {
  const answers = new Map<number, (result: unknown) => void>();
  socket.on("message", (bytes: Buffer) => {
    const { id, result } = JSON.parse(bytes.toString()) as { id?: number; result?: unknown };
    if (id !== undefined) answers.get(id)?.(result);
  });
  let id = 0;
  return (method, params = {}) =>
    new Promise((resolve) => {
      answers.set(++id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      side: { type: "string", default: "fillcast" },
      work: { type: "string", default: "2" },
      top: { type: "string", default: "40" },
      out: { type: "string" },
    },
  });
  const sides = choose("--side", values.side, SIDES, (side) => side.name);
  const chosenWorks = choose("--work", values.work, works(false), (work) => work.id);
  if (typeof sides === "string") throw new Error(sides);
  if (typeof chosenWorks === "string") throw new Error(chosenWorks);
  const profiler = createProfiler();
  const { events } = await withStateFolder((stateDir) =>
    measure({ side: sides[0]!, work: chosenWorks[0]!, stateDir, observer: profiler }),
  );
  if (profiler.taken === null) throw new Error("the inspector gave no profile");
  const times = selfTimes(profiler.taken).filter(({ name }) => name !== "(idle)");
  const total = times.reduce((sum, { micros }) => sum + micros, 0);
  console.log(
    `${sides[0]!.name}, ${chosenWorks[0]!.title}: ${(total / events).toFixed(0)} µs/event in JavaScript's thread`,
  );
  for (const { name, micros } of times.slice(0, Number(values.top))) {
    console.log(
      `${((100 * micros) / total).toFixed(1).padStart(6)} %  ${(micros / events).toFixed(1).padStart(7)} µs/event  ${name}`,
    );
  }
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(profiler.taken));
}

if (import.meta.main) await main();
