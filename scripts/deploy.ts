/**
 * `npm run deploy`: builds, brings the database to its newest migration, then uploads the Worker. Resources are found or
 * made by the names in wrangler.jsonc; the key-value namespace is made by the upload itself. Further arguments go to
 * `wrangler deploy`: the first time `--secrets-file FILE`, with ADMIN_TOKEN and SIGNING_SECRET, which are looked at first. The keys
 * for push are made here (deploy-vapid.ts). `--dry-run` stops before anything leaves this machine (`npm run check:deploy`).
 */
import { readFile } from "node:fs/promises";
import { build } from "./build.ts";
import { addPair, decidePair, readSecretList, type SecretList, withPrivateFile } from "./deploy-vapid.ts";
import {
  judgeSecretsFile,
  namesInSecretsFile,
  secretsFileOf,
  withSecretsFile,
  wranglerTarget,
} from "./secrets-file.ts";
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
  const names = secretsFile === null ? [] : namesInSecretsFile(secretsFile);
  const decided = decidePair(await listSecrets(args), names);
  if (decided === "keep") return wrangler("show", "deploy", ...args);
  if (decided !== "make") throw new Error(decided.refusal);
  console.error("making the keys for push: they become secrets of the Worker, and stay at later deploys");
  const text = addPair(secretsFile === null ? null : await readFile(secretsFile, "utf8"));
  return withPrivateFile(text, (path) => wrangler("show", "deploy", ...withSecretsFile(args, path)));
}

/** Without an account nobody is asked: then it is as with a new Worker. */
async function listSecrets(args: readonly string[]): Promise<SecretList> {
  if (args.includes("--dry-run")) return { kind: "new" };
  const list = ["secret", "list", "--format", "json", ...wranglerTarget(args)];
  return readSecretList(await runTool({ tool: "wrangler", args: list, environment: { WRANGLER_LOG: "log" } }));
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
