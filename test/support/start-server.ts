/**
 * The server as `npm start` starts it, for end-to-end tests: a child process on a free port with a state folder of its
 * own, and with it everything that a newcomer gets.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { newStateFolder } from "./state-folder.ts";

export interface StartServerOptions {
  /** Default: no demo, a free port. */
  readonly args?: readonly string[];
  /** Default: a new folder, removed by `stop`. */
  readonly stateDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
}
export interface StartedServer {
  /** Without a slash at the end. */
  readonly origin: string;
  /** The dashboard's address with the demo's owner key; null without the demo. */
  readonly dashboard: string | null;
  readonly adminToken: string;
  readonly stateDir: string;
  readonly child: ChildProcess;
  /** What it has said on its error output so far. */
  log(): string;
  /** Ctrl-C's way out; removes a state folder that was made here. */
  stop(): Promise<void>;
  /** `kill -9` for the whole process group: start script and workerd at once. The state folder stays. */
  kill9(): Promise<void>;
}
/** A process that is running, or has ended. */
export interface Launch {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly log: () => string;
  /** The exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

const ROOT = join(import.meta.dirname, "../..");
const START_PATH = join(ROOT, "scripts", "start.ts");
/** A build may come before. */
const READY_WAIT_MS = 120_000;
export const TEST_ADMIN_TOKEN = "test-admin-token";

/** Starts it and waits for its ready line. Throws with its own words where it ends instead. */
export async function startServer(options: StartServerOptions = {}): Promise<StartedServer> {
  const stateDir = options.stateDir ?? (await newStateFolder());
  const args = [
    "--port",
    "0",
    "--state",
    stateDir,
    "--admin-token",
    TEST_ADMIN_TOKEN,
    ...(options.args ?? ["--no-demo"]),
  ];
  const launch = launchStart(args, options.environment);
  const line = await readyLine(launch);
  const [, address = "", , dashboard] = line.split(" ");
  return {
    origin: address.replace(/\/$/, ""),
    dashboard: dashboard ?? null,
    adminToken: TEST_ADMIN_TOKEN,
    stateDir,
    child: launch.child,
    log: launch.log,
    stop: async () => {
      launch.child.kill("SIGINT");
      await launch.ended;
      if (options.stateDir === undefined) await rm(stateDir, { recursive: true, force: true });
    },
    kill9: async () => {
      process.kill(-launch.child.pid!, "SIGKILL");
      await launch.ended;
    },
  };
}

/** A folder that has a small empty disk of its own for this process alone, or at 0 MiB is read-only: Linux, in a namespace. */
export interface SmallDisk {
  readonly folder: string;
  readonly diskMiB: number;
}

/** Runs scripts/start.ts in a process group of its own, or the npm that runs it. */
export function launchStart(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  by: "node" | "npm start" | SmallDisk = "node",
): Launch {
  const [command, first] = by === "npm start" ? ["npm", ["start", "--silent", "--"]] : nodeCommand(by);
  const child = spawn(command, [...first, ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, npm_lifecycle_event: undefined, ...environment },
  });
  let output = "";
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (log += chunk));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  return { child, output: () => output, log: () => log, ended };
}

function nodeCommand(by: "node" | SmallDisk): readonly [string, readonly string[]] {
  if (by === "node") return [process.execPath, [START_PATH]];
  const mount =
    by.diskMiB === 0
      ? 'mount --bind "$2" "$2" && mount -o remount,bind,ro "$2"'
      : 'mount -t tmpfs -o size="$1"m tmpfs "$2"';
  const script = `${mount} && shift 2 && exec "$@"`;
  const inside = ["sh", "-c", script, "sh", String(by.diskMiB), by.folder, process.execPath, START_PATH];
  return ["unshare", ["--map-root-user", "--mount", ...inside]];
}

/** The line that begins with `ready `. */
export async function readyLine({ output, log, ended }: Launch): Promise<string> {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const deadline = Date.now() + READY_WAIT_MS;
  for (;;) {
    const line = output()
      .split("\n")
      .slice(0, -1)
      .find((text) => text.startsWith("ready "));
    if (line !== undefined) return line;
    if (hasEnded || Date.now() > deadline) throw new Error(`The server did not get ready:\n${log()}`);
    await delay(20);
  }
}
