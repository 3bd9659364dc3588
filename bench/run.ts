/**
 * `npm run bench`: runs the works on the sides, alternating, prints medians, ranges and targets, and writes the page. Ends with 1 when a
 * run lost, repeated or reordered an event or did not end in time, and with 2 for a wrong option; a missed target is a result.
 */
import { writeFileSync } from "node:fs";
import { startLoadMeter } from "./load-meter.ts";
import { readCommit, readMachine, readVersions } from "./machine.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { resultsFile, writePage } from "./page/files.ts";
import { report } from "./report.ts";
import { NO_RESULTS, type Part, readResults, withPart } from "./results.ts";
import { describe, runWork } from "./run-work.ts";
import { type Work, works } from "./works.ts";

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
    process.exitCode = parsed.options.isPageOnly ? rewrite(parsed.options) : await bench(parsed.options);
}

function rewrite({ pageFile }: Options): number {
  if (pageFile === null) return 2;
  writePage(pageFile, readResults(resultsFile(pageFile)));
  return 0;
}

async function bench(options: Options): Promise<number> {
  const { pageFile, jsonFile } = options;
  const order = works({ quick: false, isLong: false }).map(({ id }) => id);
  const machine = readMachine();
  console.log(
    `${machine.cores} cores (${machine.model}) shared with the driver, state in ${machine.stateInMemory ? "memory" : "disk"} files, ` +
      `${machine.kernel}, Node ${process.version}${process.platform === "linux" ? "" : "; no CPU columns: they need /proc"}`,
  );
  let results = pageFile === null ? NO_RESULTS : readResults(resultsFile(pageFile));
  const parts: Part[] = [];
  for (const work of options.works) {
    const part = await runPart(work, options);
    if (part.runs.length === 0) continue;
    parts.push(part);
    results = withPart(results, part, order);
    // After each work, so that an end in the middle keeps what there is.
    if (pageFile !== null) writePage(pageFile, results);
  }
  const runs = parts.flatMap((part) => part.runs);
  console.log(`\n${report(parts, runs)}`);
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify(parts, null, 2)}\n`);
  const failed = parts.flatMap(({ kind, runs }) =>
    runs.filter(({ outcome }) => outcome.kind === "failure").map((run) => describe(run, kind)),
  );
  if (failed.length > 0) console.log(`\n${failed.length} of ${runs.length} runs FAILED:\n${failed.join("\n")}`);
  return failed.length > 0 ? 1 : 0;
}

async function runPart(work: Work, { sides, reps, quick, command }: Options): Promise<Part> {
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  const absent: { readonly side: string; readonly why: string }[] = [];
  const meter = startLoadMeter();
  const runs: Part["runs"][number][] = [];
  const take = (side: string, why: string): void => {
    absent.push({ side, why });
    say(`work ${work.id} without ${side}: ${why}`);
  };
  for await (const run of runWork({ work, sides, reps, say, absent: take })) {
    say(describe(run, work.kind));
    runs.push(run);
  }
  return {
    id: work.id,
    kind: work.kind,
    title: work.title,
    axis: "axis" in work ? work.axis : null,
    date: new Date().toISOString(),
    command: command(work.id),
    reps: Math.max(0, ...runs.map(({ rep }) => rep)),
    isQuick: quick,
    commit: readCommit(),
    machine: readMachine(),
    versions: readVersions(),
    load: meter(),
    absent,
    runs,
  };
}
