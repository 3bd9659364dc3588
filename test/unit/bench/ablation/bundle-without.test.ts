import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleWithout, removeFrom } from "../../../../bench/ablation/bundle-without.ts";
import { REMOVALS } from "../../../../bench/ablation/removals.ts";

const ROOT = join(import.meta.dirname, "../../../..");

describe("a piece of the hot path", () => {
  it.each(REMOVALS.map((removal) => [removal.name, removal] as const))("is found in the sources: %s", (_, removal) => {
    for (const { module } of removal.replacements) {
      const source = readFileSync(join(ROOT, module), "utf8");
      expect(removeFrom(module, source, [removal])).not.toBe(source);
    }
  });

  it("that is no longer there is an error, and not measured as nothing", () => {
    const gone = {
      name: "gone",
      buys: "nothing",
      replacements: [{ module: "a.ts", functions: { decide: "() => 1" } }],
    };
    expect(() => removeFrom("a.ts", "export function decideAll(): void {}", [gone])).toThrow("a.ts has 0 times");
    const method = { ...gone, replacements: [{ module: "a.ts", methods: { "Room.open": "() => 1" } }] };
    expect(() => removeFrom("a.ts", "class Room {\n  close() {}\n}", [method])).toThrow("a.ts has no Room.open");
  });

  it("is out of the bundle, and the rest still fits together", async () => {
    const [whole, without] = await Promise.all([bundleWithout([]), bundleWithout(REMOVALS)]);
    expect(readFileSync(without, "utf8").length).toBeLessThan(readFileSync(whole, "utf8").length);
  });
});
