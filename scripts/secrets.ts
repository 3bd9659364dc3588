/**
 * The two secrets of a local start. What was not given is made once and kept in the state folder, readable by its owner
 * only, so that keys outlive a restart. What was given is never written down.
 */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Secrets {
  readonly adminToken: string;
  readonly signingSecret: string;
}

const FILE_NAME = "secrets.json";
const SECRET_BYTES = 32;

/** The secrets to start with. Throws where the kept file cannot be read or is damaged: making new ones would end every key. */
export async function loadSecrets(
  stateDir: string,
  given: { readonly adminToken: string | null; readonly signingSecret: string | null },
): Promise<Secrets> {
  if (given.adminToken !== null && given.signingSecret !== null)
    return { adminToken: given.adminToken, signingSecret: given.signingSecret };
  const path = join(stateDir, FILE_NAME);
  const kept = (await readSecrets(path)) ?? (await makeSecrets(path));
  return {
    adminToken: given.adminToken ?? kept.adminToken,
    signingSecret: given.signingSecret ?? kept.signingSecret,
  };
}

async function readSecrets(path: string): Promise<Secrets | null> {
  let text;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (!isSecrets(value)) throw new Error(`${path} holds no secrets; restore it, or delete it to make new ones.`);
  return value;
}

async function makeSecrets(path: string): Promise<Secrets> {
  const secrets = {
    adminToken: randomBytes(SECRET_BYTES).toString("base64url"),
    signingSecret: randomBytes(SECRET_BYTES).toString("base64url"),
  };
  await writeFile(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  return secrets;
}

function isSecrets(value: unknown): value is Secrets {
  const candidate = value as Partial<Secrets> | null;
  return typeof candidate?.adminToken === "string" && typeof candidate.signingSecret === "string";
}
