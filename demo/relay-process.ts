/**
 * The relay's own program (`relay/`) beside the demo's bots: a child process that runs until the demo ends, and is started again
 * where it ends by itself; and its `import`. What keeps it from running is reported with its last words.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../relay/bin/fillcast-relay.js", import.meta.url));
/** Between two starts of a relay that ends at once. */
const RESTART_MS = 500;
const RESTART_MAX_MS = 30_000;
/** A relay that ran for so long was well. */
const WELL_MS = 60_000;
/** After SIGTERM it hands over what waits; the start that stops everything does not wait for longer. */
const STOP_MS = 3_000;
const LAST_WORDS_CHARS = 600;
/** What went wrong, and what follows from it. */
const LAST_WORDS_LINES = 2;

export interface RelayOptions {
  /** Its settings, a JSON file. */
  readonly configPath: string;
  readonly abort: AbortSignal;
  readonly report: (line: string) => void;
}

/** Runs a relay until `abort`; resolves when no process of it is left. */
export async function keepRelay({ configPath, abort, report }: RelayOptions): Promise<void> {
  let waitMs = RESTART_MS;
  while (!abort.aborted) {
    const startedMs = performance.now();
    const { code, words } = await runRelay("run", configPath, abort);
    // Ctrl-C reaches it as well as us.
    if (abort.aborted || code === 0) return;
    waitMs = performance.now() - startedMs > WELL_MS ? RESTART_MS : Math.min(2 * waitMs, RESTART_MAX_MS);
    report(`The demo's relay has ended and starts again. ${words}`.trim());
    await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
  }
}

/** Imports the bots' past, again until it is done; false where `abort` came first. */
export async function importPast({ configPath, abort, report }: RelayOptions): Promise<boolean> {
  for (let waitMs = RESTART_MS; !abort.aborted; waitMs = Math.min(2 * waitMs, RESTART_MAX_MS)) {
    const { code, words } = await runRelay("import", configPath, abort);
    if (code === 0) return true;
    // A bot that is being started again does not answer: not worth a word.
    if (waitMs === RESTART_MAX_MS) report(`The past of the demo's bots is not imported yet. ${words}`);
    await delay(waitMs, undefined, { signal: abort }).catch(() => undefined);
  }
  return false;
}

interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly words: string;
}

async function runRelay(command: "run" | "import", configPath: string, abort: AbortSignal): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, command, "--config", configPath], {
    stdio: ["ignore", "ignore", "pipe"],
    windowsHide: true,
    env: withoutSettings(process.env),
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (words = (words + chunk).slice(-LAST_WORDS_CHARS)));
  const stop = (): void => end(child);
  abort.addEventListener("abort", stop, { once: true });
  if (abort.aborted) stop();
  const [code] = (await once(child, "exit")) as [number | null];
  abort.removeEventListener("abort", stop);
  return { code, words: words.trim().split("\n").slice(-LAST_WORDS_LINES).join(" ") };
}

function end(child: ChildProcess): void {
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  child.once("exit", () => clearTimeout(impatience));
}

/** A relay of the person's own may have its settings in the environment. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("FILLCAST_")));
}
