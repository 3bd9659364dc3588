/**
 * The secrets of a local start: the two of its keys, and the pair for push services. What was not given is made once and kept in the state folder, readable by its owner
 * only, so that keys outlive a restart. What was given is never written down, but for the name of the signing secret: a start
 * with another one would end every key, and never does so in silence.
 */
import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { findWeakSecrets, secretToKid } from "../src/auth/secrets.ts";
import { StartError } from "./start-error.ts";
import { SECRETS_NAME } from "./state-folder.ts";
import { judgeVapid, makeVapidPair, type VapidPair } from "./vapid.ts";

export interface Secrets {
  readonly adminToken: string;
  readonly signingSecret: string;
  readonly vapid: VapidPair;
}

interface GivenSecrets {
  readonly adminToken: string | null;
  readonly signingSecret: string | null;
}

/** The file: secrets that were made here, and the name of the one that signed last. Files of earlier versions have no name. */
interface Kept {
  readonly adminToken?: string;
  readonly signingSecret?: string;
  readonly signedWith?: string;
  readonly vapidPublicKey?: string;
  readonly vapidPrivateKey?: string;
}

const SECRET_BYTES = 32;
const BEGIN = "to start empty, choose another folder with --state";

/** The secrets to start with; `hasFeeds` says that there are keys which a new signing secret would end. Throws StartErrors. */
export async function loadSecrets(stateDir: string, given: GivenSecrets, hasFeeds: boolean): Promise<Secrets> {
  refuseWeak({ ADMIN_TOKEN: given.adminToken ?? PLACEHOLDER, SIGNING_SECRET: given.signingSecret ?? PLACEHOLDER });
  const path = join(stateDir, SECRETS_NAME);
  const isAllGiven = given.adminToken !== null && given.signingSecret !== null;
  const kept = await readKept(path).catch((error: unknown) => {
    // Then nothing in it is needed.
    if (isAllGiven && error instanceof StartError) return null;
    throw error;
  });
  const signingSecret = given.signingSecret ?? chooseSigning(path, kept, hasFeeds);
  const adminToken = given.adminToken ?? kept?.adminToken ?? makeSecret();
  refuseWeak({ ADMIN_TOKEN: adminToken, SIGNING_SECRET: signingSecret }, `The secrets in ${path} are too short`);
  const vapid = chooseVapid(path, kept);
  const next: Kept = {
    ...kept,
    vapidPublicKey: vapid.publicKey,
    vapidPrivateKey: vapid.privateKey,
    ...(given.adminToken === null ? { adminToken } : {}),
    ...(given.signingSecret === null ? { signingSecret } : {}),
    signedWith: secretToKid(signingSecret),
  };
  if (JSON.stringify(next) !== JSON.stringify(kept)) await writeKept(path, next);
  return { adminToken, signingSecret, vapid };
}

/** Stands for a secret that is not judged yet. */
const PLACEHOLDER = "x".repeat(64);

function refuseWeak(
  secrets: Parameters<typeof findWeakSecrets>[0],
  whose = "The secrets for this start are too short",
): void {
  const weak = findWeakSecrets(secrets);
  if (weak.length === 0) return;
  throw new StartError(`${whose}: ${weak.join(" ")} Set longer ones with --admin-token and --signing-secret.`);
}

/** The one that signed the keys that are about; a new one only where there are none. */
function chooseSigning(path: string, kept: Kept | null, hasFeeds: boolean): string {
  const { signingSecret, signedWith } = kept ?? {};
  const isTheLast =
    signingSecret !== undefined && (signedWith ?? secretToKid(signingSecret)) === secretToKid(signingSecret);
  if (isTheLast) return signingSecret;
  if (!hasFeeds) return signingSecret ?? makeSecret();
  if (kept === null) {
    throw new StartError(
      `${path} is missing, and it has the secret that signed the keys of all feeds here. Restore it, or pass the secret with --signing-secret; ${BEGIN}.`,
    );
  }
  throw new StartError(
    `The keys of the feeds here were signed with a secret passed with --signing-secret. Pass it again; ${BEGIN}.`,
  );
}

/** The pair with which devices have subscribed; a new one in a folder that has none, as those of earlier versions. */
function chooseVapid(path: string, kept: Kept | null): VapidPair {
  const { vapidPublicKey: publicKey, vapidPrivateKey: privateKey } = kept ?? {};
  if (publicKey === undefined && privateKey === undefined) return makeVapidPair();
  const pair = { publicKey: publicKey ?? "", privateKey: privateKey ?? "" };
  const faults = judgeVapid({ VAPID_PUBLIC_KEY: pair.publicKey, VAPID_PRIVATE_KEY: pair.privateKey });
  if (faults.length === 0 && pair.publicKey !== "") return pair;
  throw new StartError(
    `The keys for push in ${path} are damaged. Restore vapidPublicKey and vapidPrivateKey from a backup, or delete both for a new pair: devices then subscribe again when their page is opened.`,
  );
}

async function readKept(path: string): Promise<Kept | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const kept = parseKept(text);
  if (kept !== null) return kept;
  throw new StartError(
    `${path} is damaged and contains no secrets. Restore it from a backup, or delete it and pass the secrets with --admin-token and --signing-secret; ${BEGIN}.`,
  );
}

function parseKept(text: string): Kept | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const { adminToken, signingSecret, signedWith, vapidPublicKey, vapidPrivateKey } = value as {
      readonly [name: string]: unknown;
    };
    const isWhole = [adminToken, signingSecret, signedWith, vapidPublicKey, vapidPrivateKey].every(
      (part) => part === undefined || typeof part === "string",
    );
    const isEmpty = [adminToken, signingSecret, signedWith].every((part) => part === undefined);
    return isWhole && !isEmpty ? value : null;
  } catch {
    return null;
  }
}

/** Whole or not at all: a full disk leaves what was there. */
async function writeKept(path: string, kept: Kept): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(kept, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}

function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
