/**
 * Checks that the deployment's secrets exist and are long enough. A short one can be guessed from any key that it signed, so
 * a Worker with one serves nobody. A start and a deploy make the same check. Messages refer to a secret by name.
 */
import { createHash } from "node:crypto";
import { ADMIN_TOKEN_MIN_CHARS, SIGNING_SECRET_MIN_CHARS } from "@fillcast/protocol";

/** As the environment names them. */
export interface GivenSecrets {
  readonly ADMIN_TOKEN?: string;
  readonly SIGNING_SECRET?: string;
  readonly SIGNING_SECRET_PREVIOUS?: string;
}

/** What is wrong with the secrets, a sentence each, without a character of them. The previous secret may be absent. */
export function findWeakSecrets(given: GivenSecrets): string[] {
  const { ADMIN_TOKEN = "", SIGNING_SECRET = "", SIGNING_SECRET_PREVIOUS } = given;
  return [
    ...judge("ADMIN_TOKEN", ADMIN_TOKEN, ADMIN_TOKEN_MIN_CHARS),
    ...judge("SIGNING_SECRET", SIGNING_SECRET, SIGNING_SECRET_MIN_CHARS),
    // An empty one is how a secret is often switched off.
    ...(SIGNING_SECRET_PREVIOUS
      ? judge("SIGNING_SECRET_PREVIOUS", SIGNING_SECRET_PREVIOUS, SIGNING_SECRET_MIN_CHARS)
      : []),
  ];
}

function judge(name: string, secret: string, minChars: number): string[] {
  if (secret === "") return [`${name} is missing.`];
  return secret.length < minChars ? [`${name} needs at least ${minChars} characters.`] : [];
}

/** The name of a secret, as it stands in the header of tokens: the first eight hex digits of its SHA-256. */
export function secretToKid(secret: string): string {
  let kid = kids.get(secret);
  if (kid === undefined) {
    kid = createHash("sha256").update(secret, "utf8").digest("hex").slice(0, 8);
    kids.set(secret, kid);
  }
  return kid;
}
const kids = new Map<string, string>();
