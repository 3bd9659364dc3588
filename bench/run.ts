/**
 * `npm run bench`: runs the works on the sides, alternating, and prints medians, ranges and targets. Ends with 1 when a run
 * lost, repeated or reordered an event or did not end in time, and with 2 for a wrong option; a missed target is a result.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measure } from "./measure.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { report } from "./report.ts";
import type { Run } from "./run-log.ts";
import type { Side } from "./sides/side.ts";
import { isStateInMemory, withStateFolder } from "./state-folder.ts";
import type { Work } from "./works.ts";

const parsed = parseOptions(process.argv.slice(2));
switch (parsed.kind) {
  case "help":
    console.log(USAGE);
    break;
  case "error":
    console.error(`${parsed.message}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case "options":
    process.exitCode = await bench(parsed.options);
}

async function bench({ works, sides, reps, jsonFile }: Options): Promise<number> {
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model ?? "unknown",
    platform: process.platform,
    node: process.version,
    stateInMemory: isStateInMemory(),
  };
  console.log(
    `${machine.cores} cores (${machine.model}) shared with the driver, state in ${machine.stateInMemory ? "memory" : "disk"} files, ` +
      `${machine.platform}, Node ${machine.node}${machine.platform === "linux" ? "" : "; no CPU columns: they need /proc"}`,
  );
  const runs: Run[] = [];
  for (const work of works) {
    for (let rep = 1; rep <= reps; rep++) {
      for (const side of inTurn(sides, rep)) {
        const run = await runOnce(work, side, rep);
        process.stderr.write(`${describe(run)}\n`);
        runs.push(run);
      }
    }
  }
  console.log(`\n${report(works, runs)}`);
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify({ machine, works, runs }, null, 2)}\n`);
  const failed = runs.filter((run) => run.outcome.kind === "failure");
  if (failed.length > 0)
    console.log(`\n${failed.length} of ${runs.length} runs FAILED:\n${failed.map(describe).join("\n")}`);
  return failed.length > 0 ? 1 : 0;
}

/** Each repetition begins with another side, and every second one goes backwards: no side always runs after the same one. */
function inTurn(sides: readonly Side[], rep: number): readonly Side[] {
  const first = rep % sides.length;
  const rotated = [...sides.slice(first), ...sides.slice(0, first)];
  return rep % 2 === 0 ? rotated.reverse() : rotated;
}

async function runOnce(work: Work, side: Side, rep: number): Promise<Run> {
  const run = { work: work.id, side: side.name, league: side.league, rep };
  try {
    const measurement = await withStateFolder((stateDir) => measure({ side, work, stateDir }));
    return { ...run, outcome: { kind: "result", measurement } };
  } catch (error) {
    return { ...run, outcome: { kind: "failure", message: error instanceof Error ? error.message : String(error) } };
  }
}

function describe({ work, side, rep, outcome }: Run): string {
  const name = `work ${work} rep ${rep} ${side}: `;
  if (outcome.kind === "failure") return name + outcome.message;
  const { latencyP50Ms, deliveredMs, cpuMicrosPerEvent } = outcome.measurement;
  return `${name}p50 ${latencyP50Ms.toFixed(2)} ms, all after ${deliveredMs.toFixed(0)} ms, CPU ${cpuMicrosPerEvent?.toFixed(0) ?? "-"} µs/event`;
}
