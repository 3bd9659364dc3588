import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeLock } from "../../../scripts/lock.ts";

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "lock");
}

test("a lock is taken once, and again after its release", () => {
  const path = newPath();
  const lock = takeLock(path, 0);
  expect(lock).not.toBeNull();
  expect(takeLock(path, 0)).toBeNull();
  lock?.release();
  const again = takeLock(path, 0);
  expect(again).not.toBeNull();
  again?.release();
});

test("a killed holder leaves no lock behind", async () => {
  const path = newPath();
  const module = new URL("../../../scripts/lock.ts", import.meta.url).href;
  const code = `const { takeLock } = await import(${JSON.stringify(module)});
    globalThis.lock = takeLock(${JSON.stringify(path)}, 0);
    process.stdout.write("held");
    setInterval(() => globalThis.lock, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  expect(takeLock(path, 0)).toBeNull();
  const gone = once(holder, "exit");
  holder.kill("SIGKILL");
  await gone;
  const lock = takeLock(path, 1_000);
  expect(lock).not.toBeNull();
  lock?.release();
});
