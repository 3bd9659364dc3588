/** However a start ends, no process of it stays. */
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { descendants, stillRunning } from "../support/processes.ts";
import { launchStart, readyLine, startServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

async function newStateDir(): Promise<string> {
  const path = await newStateFolder();
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe("nothing stays behind", () => {
  // With the demo, whose month is posted once: each start goes on where the one before ended.
  let stateDir: string;
  beforeAll(async () => {
    stateDir = await newStateFolder();
  });
  afterAll(() => rm(stateDir, { recursive: true, force: true }));
  const withDemo = () => ["--port", "0", "--state", stateDir];

  test.each([
    ["SIGINT", withDemo],
    ["SIGTERM", () => [...withDemo(), "--no-demo"]],
    ["SIGHUP", () => [...withDemo(), "--no-demo"]],
  ] as const)("after %s", async (signal, args) => {
    const launch = launchStart(args());
    await readyLine(launch);
    const pids = descendants(launch.child.pid!);
    // Itself, the keeper and workerd.
    expect(pids.length).toBeGreaterThanOrEqual(3);
    launch.child.kill(signal);
    expect(await launch.ended).toBe(0);
    expect(await stillRunning(pids, 0)).toEqual([]);
  });

  test("after kill -9 of the start alone; the next start has the port and the state at once", async () => {
    const server = await startServer({ stateDir: await newStateDir() });
    const pids = descendants(server.child.pid!);
    process.kill(server.child.pid!, "SIGKILL");
    const { port } = new URL(server.origin);
    const next = await startServer({ stateDir: server.stateDir, args: ["--no-demo", "--port", port] });
    expect(next.origin).toBe(server.origin);
    expect(await stillRunning(pids, 1_000)).toEqual([]);
    await next.stop();
  });

  test("after the npm that started it was ended, kindly or not", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const launch = launchStart(withDemo(), {}, "npm start");
      await readyLine(launch);
      const pids = descendants(launch.child.pid!);
      launch.child.kill(signal);
      await launch.ended;
      expect(await stillRunning(pids, signal === "SIGTERM" ? 1_000 : 3_000)).toEqual([]);
    }
  });
});
