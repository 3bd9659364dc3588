/**
 * The server's life in a run: started as `npm start` starts it, killed with its whole process group, started again on the
 * same folder; at times killed while it is still starting.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, nextUnit, type RandomState } from "../../demo/random.ts";
import { launchStart, startServer, type StartedServer } from "../../test/support/start-server.ts";

export interface ServerLife {
  /** Of the server that runs, or ran last. */
  readonly origin: () => string;
  readonly adminToken: string;
  readonly kills: number;
  /** From the start to its ready line, ms. */
  readonly startsMs: readonly number[];
  /** Kills it now, and starts it again. */
  readonly killAndStart: () => Promise<void>;
  /** Ctrl-C's way out, for good. */
  readonly end: () => Promise<void>;
}

const DOWN_MS = [0, 1_500] as const;
const KILLED_STARTING_SHARE = 0.25;
const STARTING_MS = [50, 900] as const;
/** A start that lost its parent ends, as under npm. */
const ENVIRONMENT = { npm_lifecycle_event: "prove" };

export async function startServerLife(stateDir: string, random: RandomState): Promise<ServerLife> {
  const startsMs: number[] = [];
  let kills = 0;
  const start = async (): Promise<StartedServer> => {
    const startedMs = performance.now();
    const started = await startServer({ stateDir, environment: ENVIRONMENT });
    startsMs.push(performance.now() - startedMs);
    return started;
  };
  const killStarting = async (): Promise<void> => {
    const launch = launchStart(["--port", "0", "--state", stateDir, "--no-demo"], ENVIRONMENT);
    await delay(nextBetween(random, ...STARTING_MS));
    process.kill(-launch.child.pid!, "SIGKILL");
    await launch.ended;
    kills++;
  };
  const killAndStart = async (): Promise<void> => {
    await server.kill9();
    kills++;
    await delay(nextBetween(random, ...DOWN_MS));
    if (nextUnit(random) < KILLED_STARTING_SHARE) await killStarting();
    server = await start();
  };
  let server = await start();
  let busy = Promise.resolve();
  return {
    origin: () => server.origin,
    adminToken: server.adminToken,
    get kills() {
      return kills;
    },
    startsMs,
    killAndStart: () => (busy = killAndStart()),
    end: async () => {
      // A run that ends in the middle of a start has to wait for the start.
      await busy.catch(() => undefined);
      await server.stop();
    },
  };
}
