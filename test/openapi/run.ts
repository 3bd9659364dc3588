/**
 * `npm run test:openapi`: schemathesis, in a Python environment that is made once, over the description that a started server
 * serves: with an owner's key, with a bot's, and with the operator's token. Without Python 3.11 or its package it says so and
 * ends well. `SEED=42` repeats a run, `SECONDS_EACH=120` takes longer.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, type StartedServer } from "../support/start-server.ts";

const VERSION = "4.32.0";
const PYTHONS = ["python3.14", "python3.13", "python3.12", "python3.11", "python3"];
const SECONDS_EACH = Number(process.env.SECONDS_EACH ?? 10);
const SEED = process.env.SEED ?? "1";
/** An event stream that has nothing to say is read for so long. */
const REQUEST_TIMEOUT_S = 8;
/** A position of another life of the log and an erased feed are 410, which no schema can tell from those that are there. */
const GONE = '"410"';
const ACCEPTED = `["2xx", "3xx", "401", "403", "404", "409", "429", "5xx", ${GONE}]`;
const REJECTED = `["400", "401", "403", "404", "405", "406", "409", "415", "422", "428", "429", "5xx", ${GONE}]`;

/** No schema can say that one instant is after another, that names in a list differ, nor that a body has a member that a query names. */
const UNSAID = ["setMode", "receiveGeneric", "receiveGenericByPath"];
/** Its 404 may be about the trade that the body names, in a feed that is there. */
const NAMED_IN_BODY = "dismissTrade";
/** Takes lines of JSON only, which no schema describes; or asks a service elsewhere, which answers 502 here. Worker tests send them. */
const LEFT_OUT = ["publishRelayed", "findTelegramChats", "testDestination"];

const succeeds = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

function findPython(): string | null {
  const isNew = "import sys, venv; sys.exit(sys.version_info < (3, 11))";
  return PYTHONS.find((name) => succeeds(name, "-c", isNew)) ?? null;
}

/** The binary of an environment that has just this version; null if it cannot be installed. */
function installSchemathesis(python: string): string | null {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "fillcast", `schemathesis-${VERSION}-${python}`);
  const binary = join(folder, "bin", "schemathesis");
  if (existsSync(binary) && succeeds(binary, "--version")) return binary;
  rmSync(folder, { recursive: true, force: true });
  const isMade =
    succeeds(python, "-m", "venv", folder) &&
    succeeds(join(folder, "bin", "pip"), "install", "--quiet", `schemathesis==${VERSION}`);
  return isMade ? binary : null;
}

async function post(origin: string, path: string, key: string, body: object): Promise<{ readonly key: string }> {
  const answer = await fetch(`${origin}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${text}`);
  return JSON.parse(text) as { readonly key: string };
}

/** One run with a key; `feed` is the only one that it asks for, if it is given. */
function runWith(binary: string, { origin }: StartedServer, who: string, key: string, feed: string | null): boolean {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-schemathesis-"));
  const checks = `[checks.positive_data_acceptance]\nexpected-statuses = ${ACCEPTED}\n[checks.negative_data_rejection]\nexpected-statuses = ${REJECTED}\n`;
  const refusals = ACCEPTED.replace("]", ', "400", "422"]');
  const unsaid = UNSAID.map(
    (id) =>
      `[[operations]]\ninclude-operation-id = "${id}"\n[operations.checks.positive_data_acceptance]\nexpected-statuses = ${refusals}\n`,
  ).join("");
  const inside = `[[operations]]\ninclude-operation-id = "${NAMED_IN_BODY}"\n[operations.checks.ensure_resource_availability]\nenabled = false\n`;
  const parameters = feed === null ? "" : `[parameters]\n"path.feed" = "${feed}"\n`;
  writeFileSync(join(folder, "schemathesis.toml"), `${parameters}${checks}${unsaid}${inside}`);
  const args = ["run", `${origin}/openapi.json`, "--header", `Authorization: Bearer ${key}`, "--no-color"];
  const bounds = ["--max-time", String(SECONDS_EACH), "--seed", SEED, "--request-timeout", String(REQUEST_TIMEOUT_S)];
  const { status, stdout } = spawnSync(
    binary,
    [...args, ...bounds, "--warnings", "off", ...LEFT_OUT.flatMap((id) => ["--exclude-operation-id", id])],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  rmSync(folder, { recursive: true });
  console.log(`${status === 0 ? "✓" : "✗"} schemathesis with ${who}: ${lastLine(stdout)}`);
  if (status !== 0) console.log(stdout.slice(0, 20_000));
  return status === 0;
}

function lastLine(output: string): string {
  return (output.trimEnd().split("\n").at(-1) ?? "").replaceAll("=", "").trim();
}

async function run(): Promise<boolean> {
  const python = findPython();
  if (python === null) {
    console.log("The test of openapi.json is skipped: it needs Python 3.11 or later.");
    return true;
  }
  const binary = installSchemathesis(python);
  if (binary === null) {
    console.log(`The test of openapi.json is skipped: schemathesis ${VERSION} could not be installed.`);
    return true;
  }
  const server = await startServer();
  try {
    const feed = "tried";
    const owner = await post(server.origin, "/v1/feeds", server.adminToken, { feed, limits: "none" });
    const bot = await post(server.origin, `/v1/feeds/${feed}/keys`, owner.key, { scope: "publish", bot: "spot-1" });
    const trade = { id: "1", openedAt: "2026-01-01T00:00:00Z" };
    const data = { open_rate: "100", amount: "1", stake_amount: "100", stake_currency: "USDT" };
    await post(server.origin, "/v1/events", bot.key, { type: "entry_fill", pair: "ETH/USDT", trade, data });
    const notes = Array.from({ length: 20 }, (_, n) => ({ type: "x-note", data: { n } }));
    await post(server.origin, "/v1/events", bot.key, notes);
    const runs = [
      runWith(binary, server, "an owner's key", owner.key, feed),
      runWith(binary, server, "a bot's key", bot.key, feed),
      runWith(binary, server, "the operator's token", server.adminToken, null),
    ];
    return runs.every(Boolean);
  } finally {
    await server.stop();
  }
}

process.exitCode = (await run()) ? 0 : 1;
