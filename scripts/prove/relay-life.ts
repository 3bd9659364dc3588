/**
 * A relay's life in a run: the real process, killed with -9 and started again on the same folder, behind a line to the server
 * that breaks every other second and is cut for longer once.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, type RandomState } from "../../demo/random.ts";
import { readStatus } from "../../relay/src/status.ts";
import { startLine } from "../../test/support/line.ts";
import { startRelay, type RelayOptions } from "../../test/support/relay.ts";

export interface RelayLife {
  /** Of the door of the process that runs, or ran last. */
  readonly door: () => string;
  readonly kills: number;
  /** How often the line was broken. */
  readonly breaks: number;
  /** Messages that it took and has not handed over. */
  readonly waiting: () => number;
  readonly killAndStart: () => Promise<void>;
  /** Cuts the line for so long: nobody is let through, or nothing comes through and neither end notices. */
  readonly cutLine: (how: "refused" | "silent", ms: number, over: AbortSignal) => Promise<void>;
  readonly end: () => Promise<void>;
}

const DOWN_MS = [0, 1_500] as const;
const BETWEEN_BREAKS_MS = [200, 3_000] as const;

/** `origin` is asked for the server at each connection; the line is left alone after `calm`. */
export async function startRelayLife(
  origin: () => string,
  options: Omit<RelayOptions, "server">,
  random: RandomState,
  calm: AbortSignal,
): Promise<RelayLife> {
  const line = await startLine(origin);
  const closed = new AbortController();
  let breaks = 0;
  let kills = 0;
  const breakOften = async (): Promise<void> => {
    const signal = AbortSignal.any([calm, closed.signal]);
    for (;;) {
      await delay(nextBetween(random, ...BETWEEN_BREAKS_MS), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      if (line.open > 0) breaks++;
      line.cut();
    }
  };
  let relay = await startRelay({ ...options, server: line.origin });
  const { dataDir } = relay;
  const killAndStart = async (): Promise<void> => {
    await relay.kill9();
    kills++;
    await delay(nextBetween(random, ...DOWN_MS));
    relay = await startRelay({ ...options, server: line.origin, dataDir });
  };
  // Whatever ends the run, no relay outlives it.
  const kill = (): void => void relay.child.kill("SIGKILL");
  process.once("exit", kill);
  const breaking = breakOften();
  let busy = Promise.resolve();
  return {
    door: () => relay.door,
    get kills() {
      return kills;
    },
    get breaks() {
      return breaks;
    },
    waiting: () => readStatus(dataDir, Date.now())?.waiting ?? 0,
    killAndStart: () => (busy = busy.then(killAndStart)),
    cutLine: async (how, ms, over) => {
      const cut = (on: boolean): void => (how === "refused" ? line.refuse(on) : line.silence(on));
      cut(true);
      if (how === "refused") line.cut();
      await delay(ms, undefined, { signal: over }).catch(() => undefined);
      cut(false);
    },
    end: async () => {
      closed.abort();
      await breaking;
      await busy.catch(() => undefined);
      await relay.kill9();
      process.removeListener("exit", kill);
      await line.close();
    },
  };
}
