/**
 * `npm run check`: everything about the code that needs no run of it: types, lint (the import rules too), format, unused
 * code, the lock file, the API's description, the time of regular expressions, and client and relay as they would be packed. All of them at once; each is reported when it is done.
 */
import { build } from "./build.ts";
import { completeLock, readLock } from "./complete-lock.ts";
import { lintOpenapi } from "./lint-openapi.ts";
import { lintPatterns } from "./lint-patterns.ts";
import { runTool, type ToolRun } from "./tool.ts";

const CHECKS: readonly { readonly name: string; readonly run: ToolRun }[] = [
  { name: "types", run: { tool: "typescript", binary: "tsc", args: ["-b"] } },
  { name: "lint", run: { tool: "oxlint", args: ["--type-aware"] } },
  { name: "format", run: { tool: "oxfmt", args: ["--check"] } },
  { name: "unused code", run: { tool: "knip", args: [] } },
  { name: "packed client", run: { tool: "publint", args: ["client", "--strict"] } },
  { name: "packed relay", run: { tool: "publint", args: ["relay", "--strict"] } },
  {
    name: "types of the packed client",
    run: { tool: "@arethetypeswrong/cli", binary: "attw", args: ["--pack", "client", "--profile", "esm-only"] },
  },
];

let failures = 0;
const done = (name: string, ok: boolean, output: string): void => {
  console.log(`${ok ? "✓" : "✗"} ${name}`);
  if (ok) return;
  failures += 1;
  console.log(output);
};

try {
  await build({ force: false, only: [], report: (line) => console.error(line) });
  done("build", true, "");
} catch (error) {
  done("build", false, error instanceof Error ? error.message : String(error));
}
const { added } = completeLock(await readLock());
done("lock file", added.length === 0, `${added.join("\n")}\nare missing; npm run complete-lock adds them.`);
const complaints = await lintOpenapi();
done("openapi.json", complaints.length === 0, complaints.join("\n"));
const running = CHECKS.map(async ({ name, run }) => {
  const { ok, output } = await runTool(run);
  done(name, ok, output);
});
// It computes in this process, while the others do in theirs.
const slow = await lintPatterns();
done("patterns", slow.length === 0, slow.join("\n"));
await Promise.all(running);
process.exitCode = failures === 0 ? 0 : 1;
