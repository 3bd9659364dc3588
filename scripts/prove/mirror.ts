/**
 * The mirror: a reader in a process of its own that is killed again and again (`kill -9`), as a page that is closed in the
 * middle of everything, and goes on from its file.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, type RandomState } from "../../demo/random.ts";
import { readMirror, readMirrorPosition } from "./mirror-file.ts";
import type { MirrorPlan } from "./mirror-process.ts";
import type { Reader } from "./reader.ts";

const PROCESS_PATH = fileURLToPath(new URL("mirror-process.ts", import.meta.url));
/** Short enough to hit the middle of replays, long enough to come through one now and then. */
const LIFE_MS = [400, 4_000] as const;

/** A mirror, killed until `calm` is aborted. */
export function startMirror(name: string, plan: MirrorPlan, random: RandomState, calm: AbortSignal): Reader {
  const faults: string[] = [];
  const closed = new AbortController();
  let child: ChildProcess;
  let kills = 0;
  const launch = (): void => {
    child = spawn(process.execPath, [PROCESS_PATH, JSON.stringify(plan)], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdout!.setEncoding("utf8").on("data", (text: string) => faults.push(text.trim()));
    child.stdin!.on("error", () => undefined);
  };
  const killOften = async (): Promise<void> => {
    const signal = AbortSignal.any([calm, closed.signal]);
    for (;;) {
      await delay(nextBetween(random, ...LIFE_MS), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await kill(child);
      kills++;
      launch();
    }
  };
  launch();
  const killing = killOften();
  return {
    name,
    filter: {},
    shown: () => readMirror(plan.path).flatMap(({ events }) => events),
    position: () => readMirrorPosition(plan.path),
    isLive: () => true,
    state: () => null,
    failure: () => faults[0] ?? null,
    figures: () => ({ reconnects: kills, resets: 0, replayed: 0, latencyP50Ms: null, latencyP95Ms: null }),
    close: async () => {
      closed.abort();
      await killing;
      await kill(child);
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
