/**
 * The options of `npm start`, from arguments and the environment: pure, so that each refusal has a test.
 * An argument wins over its variable. Secrets are better given by variable: arguments show in the process list.
 */
import { parseArgs } from "node:util";
import { judgeSubject } from "../parties/feed/alerts/delivery/vapid.ts";
import { LOOPBACK, isHost } from "./reach.ts";

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly kind: "start";
  /** 0 takes any free port. */
  readonly port: number;
  /** The address that is listened on. */
  readonly host: string;
  readonly stateDir: string;
  readonly adminToken: string | null;
  readonly signingSecret: string | null;
  /** Whom push services may write to: `mailto:` or `https:`. */
  readonly pushContact: string | null;
  readonly demo: boolean;
  readonly seed: number;
  /** The demo stands still after one scene. */
  readonly demoFreeze: boolean;
  /** When a new demo comes to the present, ms since 1970; null is now. */
  readonly demoStartMs: number | null;
}
export type ParsedOptions =
  | StartOptions
  | { readonly kind: "help" }
  | { readonly kind: "invalid"; readonly message: string };

export const DEFAULT_PORT = 8787;
export const DEFAULT_STATE_DIR = ".state";
export const DEFAULT_SEED = 1;
/** What travels in an `Authorization` header. */
const TOKEN_PATTERN = /^[\x21-\x7e]+$/;
const INSTANT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

export const HELP = `npm start -- [options]    everything on this machine: Worker, rooms, archive, dashboard, demo

  --port N               0 for any free one                         FILLCAST_PORT             ${DEFAULT_PORT}
  --host ADDRESS         0.0.0.0 lets in the network: no TLS        FILLCAST_HOST             ${LOOPBACK}
  --state DIR            the state folder                           FILLCAST_STATE            ${DEFAULT_STATE_DIR}
  --admin-token TEXT     creates feeds and keys                     FILLCAST_ADMIN_TOKEN      created once, stored in the state folder
  --signing-secret TEXT  signs keys; a new one revokes all          FILLCAST_SIGNING_SECRET   created once, stored in the state folder
  --push-contact URL     mailto:you@… for push services             FILLCAST_PUSH_CONTACT     the project's page
  --no-demo              no demo feed                               FILLCAST_NO_DEMO=1
  --seed N               another course of a new demo               FILLCAST_SEED             ${DEFAULT_SEED}
  --demo-freeze          the demo is frozen, for pictures           FILLCAST_DEMO_FREEZE=1
  --demo-start TIME      when a new demo comes to the present       FILLCAST_DEMO_START       now, else e.g. 2026-11-24T14:00:00Z
  --help                 this text`;

const ARGUMENTS = {
  port: { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  "admin-token": { type: "string" },
  "signing-secret": { type: "string" },
  "push-contact": { type: "string" },
  "no-demo": { type: "boolean" },
  seed: { type: "string" },
  "demo-freeze": { type: "boolean" },
  "demo-start": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const invalid = (message: string): ParsedOptions => ({ kind: "invalid", message });

/** Reads arguments and environment; total: what is wrong comes back as one sentence. */
export function parseStartOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: ARGUMENTS, strict: true, allowPositionals: false }));
  } catch (error) {
    return invalid(firstSentence(error));
  }
  if (values.help === true) return { kind: "help" };
  const given = (
    name: "port" | "host" | "state" | "admin-token" | "signing-secret" | "push-contact" | "seed" | "demo-start",
  ): string | undefined =>
    values[name] ?? (environment[`FILLCAST_${name.toUpperCase().replaceAll("-", "_")}`] || undefined);

  const port = integer(given("port") ?? String(DEFAULT_PORT), 65_535);
  if (port === null) return invalid("--port must be a number from 0 to 65535.");
  const host = given("host") ?? LOOPBACK;
  if (!isHost(host)) return invalid("--host must be an IP address of this machine, or 0.0.0.0 for all of them.");
  const seed = integer(given("seed") ?? String(DEFAULT_SEED), 0xffff_ffff);
  if (seed === null) return invalid("--seed must be a whole number from 0 to 4294967295.");
  const stateDir = given("state") ?? DEFAULT_STATE_DIR;
  if (stateDir === "") return invalid("--state must be a folder.");
  const adminToken = given("admin-token") ?? null;
  if (adminToken !== null && !TOKEN_PATTERN.test(adminToken))
    return invalid("--admin-token must be printable ASCII without spaces, because it is sent in a header.");
  const signingSecret = given("signing-secret") ?? null;
  if (signingSecret === "") return invalid("--signing-secret must not be empty.");
  const pushContact = given("push-contact") ?? null;
  const contactFault = pushContact === null ? null : judgeSubject(pushContact);
  if (contactFault !== null) return invalid(`--push-contact ${contactFault}`);
  const isOn = (name: "no-demo" | "demo-freeze", variable: string): boolean =>
    values[name] === true || ["1", "true"].includes(environment[variable] ?? "");
  const demo = !isOn("no-demo", "FILLCAST_NO_DEMO");
  const demoFreeze = isOn("demo-freeze", "FILLCAST_DEMO_FREEZE");
  const demoStart = given("demo-start");
  const demoStartMs = demoStart === undefined ? null : instant(demoStart);
  if (Number.isNaN(demoStartMs)) return invalid("--demo-start must be a UTC time like 2026-11-24T14:00:00Z.");
  return {
    kind: "start",
    port,
    host,
    stateDir,
    adminToken,
    signingSecret,
    pushContact,
    demo,
    seed,
    demoFreeze,
    demoStartMs,
  };
}

function integer(text: string, max: number): number | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= max ? value : null;
}

/** ms since 1970, NaN where it is none. */
function instant(text: string): number {
  return INSTANT_PATTERN.test(text) ? Date.parse(text) : Number.NaN;
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `${text.split(/\.(?:\s|$)/)[0]}.`;
}
