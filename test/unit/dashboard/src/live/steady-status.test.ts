import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Status } from "fillcast";
import { SteadyStatus } from "../../../../../dashboard/src/live/steady-status.ts";

const LIVE = { phase: "live" } as Status;
const CONNECTING = { phase: "connecting", attempt: 2 } as Status;
const OFFLINE = { phase: "offline" } as Status;

function rig() {
  let status: Status = CONNECTING;
  let hear = (): void => {};
  const feed = {
    get status() {
      return status;
    },
    on: (_: string, listener: () => void) => {
      hear = listener;
      return () => {};
    },
  };
  const steady = new SteadyStatus(feed as unknown as ConstructorParameters<typeof SteadyStatus>[0]);
  const become = (next: Status): string => {
    status = next;
    hear();
    return steady.view.phase;
  };
  return { steady, become };
}

describe("the steady status", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("stays live through a drop of less than two seconds", () => {
    const { steady, become } = rig();
    expect(become(LIVE)).toBe("live");
    expect(become(CONNECTING)).toBe("live");
    vi.advanceTimersByTime(1_999);
    expect(become(LIVE)).toBe("live");
    vi.advanceTimersByTime(5_000);
    expect(steady.view).toBe(LIVE);
  });

  test("says what lasts longer, and what is not on its way back at once", () => {
    const { steady, become } = rig();
    become(LIVE);
    become(CONNECTING);
    vi.advanceTimersByTime(2_000);
    expect(steady.view).toBe(CONNECTING);
    become(LIVE);
    expect(become(OFFLINE)).toBe("offline");
    // The line was said to be gone: the way back shows.
    expect(become(CONNECTING)).toBe("connecting");
  });
});
