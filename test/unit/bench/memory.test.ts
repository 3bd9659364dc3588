import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { forgetPeak, readPeakBytes, readResidentBytes } from "../../../bench/memory.ts";

test.runIf(process.platform === "linux")("a peak of memory outlasts what was held, and can be forgotten", async () => {
  const script = `
    let held = null;
    process.stdin.on("data", () => {
      held = Buffer.alloc(96 * 2 ** 20, 1);
      held = null;
      gc();
      console.log("done");
    });
    console.log("ready");`;
  const child = spawn(process.execPath, ["--expose-gc", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    forgetPeak(child.pid!);
    const before = readPeakBytes(child.pid!)!;
    expect(Math.abs(before - readResidentBytes(child.pid!)!)).toBeLessThan(16 * 2 ** 20);
    child.stdin.write("x");
    await once(child.stdout, "data");
    expect(readPeakBytes(child.pid!)! - before).toBeGreaterThan(80 * 2 ** 20);
    expect(readPeakBytes(null)).toBeNull();
  } finally {
    child.kill();
    await once(child, "exit");
  }
});
