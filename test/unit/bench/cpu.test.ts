import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { readCpuMicros } from "../../../bench/cpu.ts";

test.runIf(process.platform === "linux")("CPU time counts a process and the children that it had", () => {
  const before = readCpuMicros(process.pid)!;
  execFileSync(process.execPath, ["-e", "while (process.cpuUsage().user < 200_000);"]);
  expect(readCpuMicros(process.pid)! - before).toBeGreaterThan(150_000);
  expect(readCpuMicros(null)).toBeNull();
});
