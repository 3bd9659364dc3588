import { expect, test } from "vitest";
import { busyMicros, startLoadMeter } from "../../../bench/load-meter.ts";

test("idle time and waits for disks are not load", () => {
  const stat = "cpu  100 10 50 99999 88888 5 7 0 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n";
  expect(busyMicros(stat)).toBe((100 + 10 + 50 + 5 + 7) * 10_000);
});

test("what this process does is not the others' load", () => {
  const load = startLoadMeter()();
  expect(load.before).toBeGreaterThanOrEqual(0);
  if (load.othersCores !== null) expect(load.othersCores).toBeGreaterThanOrEqual(0);
});
