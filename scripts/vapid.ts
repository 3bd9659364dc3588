/**
 * The server's key for push services: made here, since a deployment and a local start each have one of their own. Devices
 * subscribe with it, so a new one ends the push of every device until its page is opened again.
 */
import { createECDH, generateKeyPairSync } from "node:crypto";
import { findVapidFaults, type GivenVapid } from "../parties/feed/alerts/delivery/vapid.ts";

export interface VapidPair {
  /** An uncompressed point of P-256, base64url. */
  readonly publicKey: string;
  /** Its scalar, base64url. */
  readonly privateKey: string;
}

export function makeVapidPair(): VapidPair {
  const { d, x, y } = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ format: "jwk" });
  const bytes = (text: string | undefined): Buffer => Buffer.from(text!, "base64url");
  return {
    publicKey: Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]).toString("base64url"),
    privateKey: bytes(d).toString("base64url"),
  };
}

/** What is wrong with what is given, a sentence each: its form, and whether the two keys are a pair. */
export function judgeVapid(given: GivenVapid): string[] {
  const faults = findVapidFaults(given);
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = given;
  if (faults.length > 0 || !publicKey || !privateKey || isPair(publicKey, privateKey)) return faults;
  return ["VAPID_PUBLIC_KEY is not the public key of VAPID_PRIVATE_KEY."];
}

function isPair(publicKey: string, privateKey: string): boolean {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return false;
  }
  return curve.getPublicKey("base64url") === publicKey;
}
