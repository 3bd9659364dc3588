/**
 * What each piece of the hot path costs: `node bench/ablate.ts` runs the candle close (work 2) on the product, on the floor,
 * and on the product without one piece at a time and without all of them, in turn, and prints the server's CPU time an event.
 * A Worker without a piece is wrong on purpose; what it delivers is still reconciled. `--reps 7`, `--only "the chain"`.
 */
import { parseArgs } from "node:util";
import { bundleWithout } from "./ablation/bundle-without.ts";
import { REMOVALS } from "./ablation/removals.ts";
import { measure } from "./measure.ts";
import { STREAM_SIDES } from "./sides/all.ts";
import { fillcastAs } from "./sides/fillcast.ts";
import type { Side } from "./sides/side.ts";
import { withStateFolder } from "./state-folder.ts";
import { quantile } from "./stats.ts";
import { works, type StreamWork } from "./works.ts";

const { values } = parseArgs({
  options: { reps: { type: "string", default: "5" }, only: { type: "string" } },
});
const work = works(false).find((one): one is StreamWork => one.kind === "stream" && one.id === "2")!;

/** The archive of a Worker without its columns is of no use: nobody waits for it. */
const hasty = (side: Side): Side => ({
  ...side,
  start: async (options) => ({ ...(await side.start(options)), settled: async () => {} }),
});

const chosen = REMOVALS.filter(({ name }) => values.only === undefined || name === values.only);
const sides: Side[] = [
  STREAM_SIDES.find(({ name }) => name === "floor")!,
  fillcastAs("whole", await bundleWithout([])),
  ...(await Promise.all(chosen.map(async (removal) => fillcastAs(removal.name, await bundleWithout([removal]))))),
  fillcastAs("without any of these", await bundleWithout(REMOVALS)),
].map(hasty);

const micros = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
for (let rep = 0; rep < Number(values.reps); rep++) {
  const order = rep % 2 === 0 ? sides : sides.toReversed();
  for (const side of order) {
    const { cpuMicrosPerEvent } = await withStateFolder((stateDir) => measure({ side, work, stateDir }));
    if (cpuMicrosPerEvent === null) throw new Error("this system does not tell a process's CPU time");
    micros.get(side.name)!.push(cpuMicrosPerEvent);
  }
}

const whole = micros.get("whole")!;
for (const { name } of sides) {
  const own = micros.get(name)!;
  const saved = quantile(
    own.map((value, rep) => whole[rep]! - value),
    0.5,
  );
  console.log(
    `${name.padEnd(40)} ${quantile(own, 0.5).toFixed(0).padStart(6)} µs  ${saved.toFixed(0).padStart(6)} µs less  (${own.map((value) => value.toFixed(0)).join(" ")})`,
  );
}
