import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Pace } from "../../../../../dashboard/src/browser/pace.ts";

describe("the pace of figures", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("document", { visibilityState: "visible" });
    vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("shows a first change at once, and those of the next half second together, each once", () => {
    const shown: string[] = [];
    const pace = new Pace(() => 500);
    const [a, b] = [() => shown.push("a"), () => shown.push("b")] as const;
    pace.soon(a);
    expect(shown).toEqual(["a"]);
    for (let n = 0; n < 100; n++) {
      pace.soon(a);
      pace.soon(b);
    }
    vi.advanceTimersByTime(499);
    expect(shown).toEqual(["a"]);
    vi.advanceTimersByTime(30);
    expect(shown).toEqual(["a", "a", "b"]);
    vi.advanceTimersByTime(10_000);
    expect(shown).toEqual(["a", "a", "b"]);
    pace.soon(b);
    expect(shown).toEqual(["a", "a", "b", "b"]);
  });

  test("lets what cannot wait take along all that waits", () => {
    const shown: string[] = [];
    const pace = new Pace(() => 500);
    pace.soon(() => shown.push("first"));
    pace.soon(() => shown.push("waiting"));
    pace.now(() => shown.push("now"));
    expect(shown).toEqual(["first", "waiting", "now"]);
    vi.advanceTimersByTime(1_000);
    expect(shown).toHaveLength(3);
  });
});
