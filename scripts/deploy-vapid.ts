/**
 * The keys for push of a deployment: made at its first deploy, or at the first one with a version that has push, and kept ever
 * after, since a new pair ends the push of every device. They travel as secrets, in a file beside those that the operator gave.
 */
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeVapidPair } from "./vapid.ts";

/** What `wrangler secret list` said: the names of the Worker's secrets, or that there is no such Worker yet. */
export type SecretList =
  | { readonly kind: "names"; readonly names: ReadonlySet<string> }
  | { readonly kind: "new" }
  | { readonly kind: "unknown"; readonly said: string };

const [PUBLIC, PRIVATE] = ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"] as const;

export function readSecretList({ ok, output }: { readonly ok: boolean; readonly output: string }): SecretList {
  // Any other failure may hide a pair that devices have subscribed with.
  const isNew = output.includes('Worker "') && output.includes(" not found.");
  if (!ok) return isNew ? { kind: "new" } : { kind: "unknown", said: output };
  try {
    const list: unknown = JSON.parse(output.slice(output.indexOf("["), output.lastIndexOf("]") + 1));
    const names = (list as readonly { readonly name: string }[]).map(({ name }) => name);
    return { kind: "names", names: new Set(names) };
  } catch {
    return { kind: "unknown", said: output };
  }
}

/** Whether a pair has to be made, or why that cannot be decided, in a sentence. `given` are the names in the operator's file. */
export function decidePair(list: SecretList, given: readonly string[]): "make" | "keep" | { readonly refusal: string } {
  if (given.includes(PUBLIC)) return "keep";
  switch (list.kind) {
    case "new":
      return "make";
    case "unknown":
      return { refusal: `The Worker's secrets cannot be listed, so nothing was uploaded:\n${list.said.trim()}` };
    case "names": {
      const [hasPublic, hasPrivate] = [list.names.has(PUBLIC), list.names.has(PRIVATE)];
      if (hasPublic !== hasPrivate)
        return {
          refusal: `The Worker has ${hasPublic ? PUBLIC : PRIVATE} and not the other one. Delete it with \`npx wrangler secret delete\` for a new pair, or pass both in --secrets-file. Nothing was uploaded.`,
        };
      return hasPublic ? "keep" : "make";
    }
  }
}

/** The operator's file with a new pair in it, in the same form, so that wrangler reads the rest as it would have. */
export function addPair(text: string | null): string {
  const { publicKey, privateKey } = makeVapidPair();
  if (text !== null && !text.trimStart().startsWith("{"))
    return `${text.trimEnd()}\n${PUBLIC}=${publicKey}\n${PRIVATE}=${privateKey}\n`;
  const given = text === null ? {} : (JSON.parse(text) as Readonly<Record<string, string>>);
  return JSON.stringify({ ...given, [PUBLIC]: publicKey, [PRIVATE]: privateKey });
}

/** Runs with the path of a file that only this user can read, and that is gone afterwards. */
export async function withPrivateFile<Result>(text: string, run: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "fillcast-deploy-"));
  try {
    await chmod(folder, 0o700);
    const path = join(folder, text.trimStart().startsWith("{") ? "secrets.json" : "secrets.env");
    await writeFile(path, text, { mode: 0o600 });
    return await run(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
