/**
 * The relay's program as a process, for end-to-end tests: from its sources, with a folder of its own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RunningRelay {
  /** The door's address. */
  readonly door: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Resolves with the exit code. */
  terminate(): Promise<number | null>;
  kill9(): Promise<void>;
}
export interface RelayOptions {
  readonly server: string;
  readonly args?: readonly string[];
  readonly key?: string;
  readonly dataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the clone's. */
  readonly command?: string;
  /** Its folder is a disk of its own, so small: Linux, in a namespace. */
  readonly diskMiB?: number;
}
export interface RelayRun {
  readonly code: number | null;
  readonly output: string;
  readonly log: string;
}

const COMMAND = join(import.meta.dirname, "../../relay/bin/fillcast-relay.js");

/** Starts it and waits for its ready line. Throws with its own words where it ends instead. */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "fillcast-relay-")));
  const { child, said } = launch("run", { ...options, dataDir }, ["--listen", "127.0.0.1:0"]);
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const line = /^ready (\S+)/m.exec(said.output);
      if (line !== null) resolve(line[1]!);
    };
    child.stdout.on("data", look);
    void ended.then(() => reject(new Error(`The relay does not start:\n${said.log}`)));
  });
  return {
    door: await ready,
    dataDir,
    child,
    log: () => said.log,
    terminate: () => {
      child.kill("SIGTERM");
      return ended;
    },
    kill9: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs one command to its end. */
export async function runRelay(
  command: string,
  options: RelayOptions & { readonly dataDir: string },
): Promise<RelayRun> {
  const { child, said } = launch(command, options, []);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...said };
}

function launch(command: string, options: RelayOptions & { readonly dataDir: string }, more: readonly string[]) {
  const { server, key = "key", args = [], dataDir, environment = {} } = options;
  const program = options.command ?? COMMAND;
  const run = [program, command, "--url", server, "--data", dataDir, ...more, ...args];
  const [executable, ...all] = [...disk(dataDir, options.diskMiB), process.execPath, ...run] as [string, ...string[]];
  const child = spawn(executable, all, {
    env: { ...process.env, FILLCAST_KEY: key, FILLCAST_POLL: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { output: "", log: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said.output += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said.log += chunk));
  return { child, said };
}

function disk(folder: string, diskMiB: number | undefined): readonly string[] {
  if (diskMiB === undefined) return [];
  const mount = `mount -t tmpfs -o size=${diskMiB}m tmpfs "$1" && shift && exec "$@"`;
  return ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", folder];
}
