import { expect, test } from "vitest";
import { areaOfSide, toAreaRows } from "../../../../bench/page/areas.ts";
import { GARBAGE_AREA, REST_AREA } from "../../../../bench/profile/areas.ts";
import type { Run } from "../../../../bench/run-log.ts";

const run = (side: string, area: string, rep: number, micros: number): Run => ({
  work: "profile",
  side: areaOfSide(side, area),
  league: "durable",
  rep,
  outcome: { kind: "result", measurement: { profiledMicrosPerEvent: micros } },
});

test("areas stand by what they took, with the floor's beside them, and add up", () => {
  const rows = toAreaRows([
    run("fillcast", "the row", 1, 100),
    run("fillcast", "the row", 2, 140),
    run("fillcast", "the key", 1, 50),
    run("fillcast", GARBAGE_AREA, 1, 30),
    run("floor", REST_AREA, 1, 70),
    run("floor", GARBAGE_AREA, 1, 10),
  ]);
  expect(rows.slice(0, 4)).toMatchObject([
    { name: "all of it", own: 200, floor: 80 },
    { name: "the row", own: 120, floor: null },
    { name: "the key", own: 50, floor: null },
    { name: GARBAGE_AREA, own: 30, floor: 10 },
  ]);
  expect(rows.find(({ name }) => name === REST_AREA)).toMatchObject({ own: null, floor: 70 });
});
