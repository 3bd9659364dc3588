import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startKeeper } from "../../../scripts/keeper.ts";
import { takeLock } from "../../../scripts/lock.ts";

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "lock");
}

test("a keeper holds its lock until it is closed", async () => {
  const path = newPath();
  const keeper = await startKeeper(path);
  expect(keeper).not.toBeNull();
  expect(takeLock(path, 0)).toBeNull();
  await keeper?.close();
  const lock = takeLock(path, 0);
  expect(lock).not.toBeNull();
  lock?.release();
});
