/**
 * Starts a peer that is one Node process: a server script that prints its port and ends when its standard input does, so that
 * nothing outlives the bench.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface NodeProcess {
  readonly port: number;
  readonly pid: number | null;
  stop(): Promise<void>;
}

/** Resolves with its port; rejects where it ends first. */
export async function startNodeProcess(script: string, args: readonly string[]): Promise<NodeProcess> {
  const server = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(server, "exit");
  const [port] = (await Promise.race([
    once(createInterface(server.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`))),
  ])) as [string];
  return {
    port: Number(port),
    pid: process.platform === "linux" ? server.pid! : null,
    async stop() {
      server.stdin.end();
      await ended;
    },
  };
}
