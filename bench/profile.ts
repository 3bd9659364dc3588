/**
 * Where a Worker's time goes: `node bench/profile.ts --side fillcast --work 2` runs one work under workerd's inspector and
 * prints the functions with the most time, of their own and with what they call, Worker and room together (they share an
 * isolate). The times are those of a slowed-down run: read shares, not microseconds. `--out FILE` keeps the profile for a
 * browser's developer tools.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measure } from "./measure.ts";
import { choose } from "./options.ts";
import { createProfiler } from "./profile/inspector.ts";
import { functionTimes, type FunctionTime, nameBySource } from "./profile/times.ts";
import { SIDES } from "./sides/all.ts";
import { withStateFolder } from "./state-folder.ts";
import { works } from "./works.ts";

const { values } = parseArgs({
  options: {
    side: { type: "string", default: "fillcast" },
    work: { type: "string", default: "2" },
    top: { type: "string", default: "40" },
    out: { type: "string" },
  },
});
const sides = choose("--side", values.side, SIDES, (side) => side.name);
const streams = works({ quick: false, isLong: false }).filter((work) => work.kind === "stream");
const chosen = choose("--work", values.work, streams, (work) => work.id);
if (typeof sides === "string") throw new Error(sides);
if (typeof chosen === "string") throw new Error(chosen);
const [side, work] = [sides[0]!, chosen[0]!];

const profiler = createProfiler();
const { events } = await withStateFolder((stateDir) => measure({ side, work, stateDir, observer: profiler }));
const { profile, sourceMapFile } = profiler.taken();
if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(profile));

const sourceMap = new SourceMap(JSON.parse(readFileSync(sourceMapFile, "utf8")));
const toPath = (source: string): string => relative(".", resolve(dirname(sourceMapFile), source));
const times = functionTimes(profile, (frame) => nameBySource(frame, sourceMap, toPath)).filter(
  ({ name }) => name !== "(idle)" && name !== "(root)",
);
const busyMicros = times.reduce((sum, { selfMicros }) => sum + selfMicros, 0);
console.log(`${side.name}, ${work.title}: ${(busyMicros / events).toFixed(0)} µs/event on JavaScript's thread`);
print("of their own", ({ selfMicros }) => selfMicros);
print("with what they call", ({ totalMicros }) => totalMicros);

function print(title: string, microsOf: (time: FunctionTime) => number): void {
  console.log(`\n${title}`);
  for (const time of times.toSorted((a, b) => microsOf(b) - microsOf(a)).slice(0, Number(values.top))) {
    const micros = microsOf(time);
    const share = ((100 * micros) / busyMicros).toFixed(1).padStart(6);
    console.log(`${share} %  ${(micros / events).toFixed(1).padStart(7)} µs/event  ${time.name}`);
  }
}
