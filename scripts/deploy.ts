/**
 * `npm run deploy`: builds, brings the database to its newest migration, then uploads the Worker. Resources are found or
 * made by the names in wrangler.jsonc; the key-value namespace is made by the upload itself. Further arguments go to
 * `wrangler deploy`: the first time `--secrets-file FILE`, with ADMIN_TOKEN and SIGNING_SECRET, which are looked at first. `--dry-run` stops before
 * anything leaves this machine (`npm run check:deploy`).
 */
import { build } from "./build.ts";
import { judgeSecretsFile, secretsFileOf } from "./secrets-file.ts";
import { runTool } from "./tool.ts";

const DATABASE = "fillcast";

async function deploy(args: readonly string[]): Promise<boolean> {
  const secretsFile = secretsFileOf(args);
  const refusal = secretsFile === null ? null : judgeSecretsFile(secretsFile);
  if (refusal !== null) throw new Error(refusal);
  await build({ force: false, only: [], report: (line) => console.error(line) });
  if (!args.includes("--dry-run")) {
    const known = await wrangler("capture", "d1", "info", DATABASE);
    if (!known && !(await wrangler("show", "d1", "create", DATABASE, "--update-config=false"))) return false;
    // Before the upload: migrations only add, so the Worker that is still running does not mind.
    if (!(await wrangler("show", "d1", "migrations", "apply", DATABASE, "--remote"))) return false;
  }
  return wrangler("show", "deploy", ...args);
}

async function wrangler(output: "show" | "capture", ...args: readonly string[]): Promise<boolean> {
  return (await runTool({ tool: "wrangler", args, output, environment: { WRANGLER_LOG: "log" } })).ok;
}

try {
  process.exitCode = (await deploy(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
