/**
 * The file with a deployment's secrets, looked at before anything is uploaded: a Worker with a short one would serve nobody.
 */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { findWeakSecrets } from "../src/auth/secrets.ts";
import { judgeVapid } from "./vapid.ts";

const SECRETS_FLAG = "--secrets-file";
const TARGET_FLAGS = new Set(["--name", "--env", "-e", "--config", "-c"]);

/** The file that the arguments of `wrangler deploy` name; null where they name none. */
export function secretsFileOf(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => arg === SECRETS_FLAG || arg.startsWith(`${SECRETS_FLAG}=`));
  if (at === -1) return null;
  return args[at] === SECRETS_FLAG ? (args[at + 1] ?? "") : args[at]!.slice(SECRETS_FLAG.length + 1);
}

/** The same arguments with another file. */
export function withSecretsFile(args: readonly string[], path: string): string[] {
  const at = args.findIndex((arg) => arg === SECRETS_FLAG || arg.startsWith(`${SECRETS_FLAG}=`));
  const others = at === -1 ? args : args.toSpliced(at, args[at] === SECRETS_FLAG ? 2 : 1);
  return [...others, SECRETS_FLAG, path];
}

/** What of the arguments says which Worker is meant. */
export function wranglerTarget(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    const [flag = ""] = arg.split("=");
    if (!TARGET_FLAGS.has(flag)) return [];
    return arg.includes("=") ? [arg] : [arg, args[at + 1] ?? ""];
  });
}

/** Why the secrets in the file will not do, in a sentence; null where they will. Those that it leaves out stay as they are. */
export function judgeSecretsFile(path: string): string | null {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return `The secrets file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Check its path and permissions.`;
  }
  const secrets = parseSecrets(text);
  if (secrets === null) return `The secrets file ${path} must be a JSON object of strings, or lines of NAME=value.`;
  const long = "x".repeat(64);
  const faults = [...findWeakSecrets({ ADMIN_TOKEN: long, SIGNING_SECRET: long, ...secrets }), ...judgeVapid(secrets)];
  return faults.length === 0 ? null : `The secrets in ${path} are not valid: ${faults.join(" ")} Nothing was uploaded.`;
}

/** Of a file that will do. */
export function namesInSecretsFile(path: string): string[] {
  return Object.keys(parseSecrets(readFileSync(path, "utf8")) ?? {});
}

/** As wrangler reads it: a JSON object, else lines. */
function parseSecrets(text: string): { readonly [name: string]: string } | null {
  if (!text.trimStart().startsWith("{")) {
    const lines = parseEnv(text);
    return Object.keys(lines).length === 0 ? null : (lines as { readonly [name: string]: string });
  }
  try {
    const value = JSON.parse(text) as { readonly [name: string]: unknown };
    return Object.values(value).every((secret) => typeof secret === "string")
      ? (value as { readonly [name: string]: string })
      : null;
  } catch {
    return null;
  }
}
