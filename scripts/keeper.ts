/**
 * The keeper: a small process of its own session that holds the lock of a state folder and outlives the start that made
 * it just long enough to end what that start left running. However the start dies, `kill -9` included, its end of a pipe
 * closes; the keeper then kills the children still listed, waits until they are gone, and lets the lock go. So a lock
 * that can be taken means a state folder that nobody writes to.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { StartError } from "./start-error.ts";

/** The parent's end: closing it on the way out lets the keeper go. */
export interface Keeper {
  /** Resolves when the keeper is gone and the lock with it. */
  close(): Promise<void>;
}

const PROCESS_PATH = fileURLToPath(new URL("keeper-process.ts", import.meta.url));
/** A start that was killed a moment ago may still be dying. */
const LOCK_WAIT_MS = 3_000;

/** Takes the lock and watches over every child process made from now on; null where another start holds the lock. */
export async function startKeeper(lockPath: string): Promise<Keeper | null> {
  const keeper = spawn(process.execPath, [PROCESS_PATH, lockPath, String(LOCK_WAIT_MS)], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
    windowsHide: true,
  });
  const [answer] = (await Promise.race([once(keeper.stdout, "data"), once(keeper, "exit")])) as [unknown];
  if (String(answer) !== "locked\n") {
    if (String(answer) === "busy\n") return null;
    const said = /^failed (.+)\n$/.exec(String(answer))?.[1];
    throw new StartError(said ?? `The lock process for ${lockPath} did not start. Try again.`);
  }
  keeper.unref();
  keeper.stdin.on("error", () => undefined);
  watchChildren((line) => keeper.stdin.write(line));
  return {
    close: async () => {
      const gone = once(keeper, "exit");
      keeper.ref();
      keeper.stdin.end();
      await gone;
    },
  };
}

/** Reports `+pid` and `-pid` of the processes that anything in this process starts, Miniflare's restarts of workerd included. */
function watchChildren(report: (line: string) => void): void {
  subscribe("child_process", (message) => {
    const child = (message as { process: ChildProcess }).process;
    child.once("spawn", () => report(`+${child.pid}\n`));
    child.once("exit", () => report(`-${child.pid}\n`));
  });
}
