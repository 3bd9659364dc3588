/**
 * `npm run bench`: runs the works on the sides, alternating, and prints medians, ranges and targets. Ends with 1 when a run
 * lost, repeated or reordered an event or did not end in time, and with 2 for a wrong option; a missed target is a result.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { report } from "./report.ts";
import type { Run } from "./run-log.ts";
import { describe, runWork } from "./run-work.ts";
import { isStateInMemory } from "./state-folder.ts";

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
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  for (const work of works) {
    for await (const run of runWork(work, sides, reps, say)) {
      say(describe(run));
      runs.push(run);
    }
  }
  console.log(`\n${report(works, runs)}`);
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify({ machine, works, runs }, null, 2)}\n`);
  const failed = runs.filter((run) => run.outcome.kind === "failure");
  if (failed.length > 0)
    console.log(`\n${failed.length} of ${runs.length} runs FAILED:\n${failed.map(describe).join("\n")}`);
  return failed.length > 0 ? 1 : 0;
}
