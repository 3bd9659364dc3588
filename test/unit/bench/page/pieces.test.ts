import { expect, it } from "vitest";
import { ALL_PIECES, REMOVALS } from "../../../../bench/ablation/removals.ts";
import { toPieces } from "../../../../bench/page/pieces.ts";
import type { Run } from "../../../../bench/run-log.ts";

const run = (side: string, rep: number, micros: number): Run => ({
  work: "pieces",
  side,
  league: "durable",
  rep,
  outcome: { kind: "result", measurement: { cpuMicrosPerEvent: micros } },
});

it("a piece costs what its repetition has less of, and the rest is above the floor", () => {
  const [first, second] = REMOVALS;
  const { floor, whole, pieces, rest } = toPieces([
    run("floor", 1, 200),
    run("fillcast", 1, 500),
    run(first!.name, 1, 460),
    run(ALL_PIECES, 1, 320),
    // Another mood of the machine.
    run("floor", 2, 400),
    run("fillcast", 2, 1_000),
    run(first!.name, 2, 900),
    run(ALL_PIECES, 2, 640),
  ]);
  expect(floor).toMatchObject({ min: 200, max: 400 });
  expect(whole).toMatchObject({ min: 500, max: 1_000 });
  expect(pieces[0]).toEqual({ name: first!.name, buys: first!.buys, saved: { median: 70, min: 40, max: 100 } });
  expect(pieces[1]).toMatchObject({ name: second!.name, saved: null });
  expect(rest).toMatchObject({ min: 120, max: 240 });
});

it("of no runs nothing is said", () => {
  expect(toPieces([])).toMatchObject({ floor: null, whole: null, rest: null });
});
