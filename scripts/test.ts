/**
 * `npm test`: builds what is stale, runs every test but the long ones (or those named: `npm test -- test/unit`), and ends with
 * the line `N passed, N failed`, which counts a file that does not load, and a run that dies, as failed. `npm run test:long` is
 * the same for the long ones.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "./build.ts";
import { runTool, WORK_DIR } from "./tool.ts";

/** Of vitest's JSON report, what is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Of this run alone: others may be testing in the same folder. */
const REPORT_PATH = join(WORK_DIR, `tests-${process.pid}.json`);

async function test(args: readonly string[]): Promise<{ passed: number; failed: number }> {
  try {
    await build({ force: false, only: [], report: (line) => console.error(line) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${REPORT_PATH}`];
  // The tests bring secrets of their own, of which wrangler does not know; they start its code dozens of times.
  const environment = { WRANGLER_LOG: "error", NODE_COMPILE_CACHE: join(WORK_DIR, "compile-cache") };
  const chosen = args.some((arg) => arg.startsWith("--project")) ? args : ["--project=!long", ...args];
  const { ok } = await runTool({ tool: "vitest", args: ["run", ...reporters, ...chosen], output: "show", environment });
  const text = await readFile(REPORT_PATH, "utf8").catch(() => null);
  await rm(REPORT_PATH, { force: true });
  if (text === null) return { passed: 0, failed: 1 };
  const report = JSON.parse(text) as Report;
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  // An error outside of any test fails the run too.
  return { passed: report.numPassedTests, failed: ok ? failed : Math.max(1, failed) };
}

const { passed, failed } = await test(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
