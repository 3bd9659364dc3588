/**
 * The server's own key for push services (VAPID, RFC 8292), and whom they may write to about it. Apple takes messages only where
 * that is a real address: it refuses names that no resolver knows, and anything but `mailto:` and `https:`.
 */
import { isPublicHost } from "./public-host.ts";

/** As the environment names them. */
export interface GivenVapid {
  readonly VAPID_PUBLIC_KEY?: string;
  readonly VAPID_PRIVATE_KEY?: string;
  readonly VAPID_SUBJECT?: string;
}
export interface VapidKeys {
  /** An uncompressed point of P-256 in base64url: what browsers subscribe with. */
  readonly publicKey: string;
  /** Its scalar, in base64url. */
  readonly privateKey: string;
  /** Null where the operator named none. */
  readonly subject: string | null;
}

/** Where nobody else is named and the page has no public address, as on somebody's own machine. */
const PROJECT_SUBJECT = "https://www.npmjs.com/package/fillcast";
const SUBJECT_MAX_CHARS = 256;
/** Of documentation, and of tests: nobody reads there. */
const EXAMPLE_HOST = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid)\.?$/;

/** The keys of a deployment; null where it has none, or none that work, and so no push. A contact that nobody takes is none. */
export function readVapid(given: GivenVapid): VapidKeys | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = given;
  if (!publicKey || !privateKey || findVapidFaults({ ...given, VAPID_SUBJECT: "" }).length > 0) return null;
  return { publicKey, privateKey, subject: subject && judgeSubject(subject) === null ? subject : null };
}

/** What is wrong with the form of what is given, a sentence each, without a character of the private key. */
export function findVapidFaults({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT }: GivenVapid): string[] {
  const faults: string[] = [];
  if (VAPID_PUBLIC_KEY && !/^B[A-Za-z0-9_-]{86}$/.test(VAPID_PUBLIC_KEY))
    faults.push("VAPID_PUBLIC_KEY must be 65 bytes in base64url, beginning with B.");
  if (VAPID_PRIVATE_KEY && !/^[A-Za-z0-9_-]{43}$/.test(VAPID_PRIVATE_KEY))
    faults.push("VAPID_PRIVATE_KEY must be 32 bytes in base64url.");
  if (Boolean(VAPID_PUBLIC_KEY) !== Boolean(VAPID_PRIVATE_KEY))
    faults.push("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together: set both or none.");
  const fault = VAPID_SUBJECT ? judgeSubject(VAPID_SUBJECT) : null;
  return fault === null ? faults : [...faults, `VAPID_SUBJECT ${fault}`];
}

/** Why push services would refuse this contact, as the end of a sentence; null where they take it. */
export function judgeSubject(subject: string): string | null {
  const form = "must be an address that reaches you: mailto:you@your-domain, or https://your-domain.";
  if (subject.length > SUBJECT_MAX_CHARS) return form;
  const [, mailHost] = /^mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9.-]+)$/.exec(subject) ?? [];
  const url = URL.parse(mailHost === undefined ? subject : `https://${mailHost}`);
  if (url === null || url.protocol !== "https:" || url.username !== "" || url.password !== "") return form;
  if (/\s/.test(subject) || url.hostname.startsWith("[") || /^[0-9.]+$/.test(url.hostname)) return form;
  if (!isPublicHost(url.hostname))
    return `${form} ${url.hostname} is only known within a network, and Apple refuses it.`;
  if (EXAMPLE_HOST.test(url.hostname)) return `${form} ${url.hostname} is for examples.`;
  return null;
}

/** Whom a push service may write to: whom the operator named, else the page, where the internet reaches it. */
export function chooseSubject(vapid: VapidKeys, pageUrl: string): string {
  if (vapid.subject !== null) return vapid.subject;
  const origin = URL.parse(pageUrl)?.origin ?? "";
  return judgeSubject(origin) === null ? origin : PROJECT_SUBJECT;
}
