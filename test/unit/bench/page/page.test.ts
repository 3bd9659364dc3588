import { expect, test } from "vitest";
import { toPage } from "../../../../bench/page/page.ts";
import { toPictures } from "../../../../bench/page/pictures.ts";
import { WORDS } from "../../../../bench/page/words.ts";
import type { Part } from "../../../../bench/results.ts";
import type { Run } from "../../../../bench/run-log.ts";
import { works } from "../../../../bench/works.ts";

const ran = (work: string, side: string, deliveredMs: number, more: Partial<Run> = {}): Run => ({
  work,
  side,
  league: side === "seed" ? "memory" : "durable",
  rep: 1,
  outcome: { kind: "result", measurement: { deliveredMs, cpuMicrosPerEvent: 300 } },
  ...more,
});
const part = (id: string, runs: readonly Run[], more: Partial<Part> = {}): Part => ({
  id,
  kind: "stream",
  title: `title of ${id}`,
  axis: null,
  date: "2026-11-29T12:34:56.000Z",
  command: `npm run bench -- --work ${id} --reps 1`,
  reps: 1,
  isQuick: false,
  commit: "abc",
  machine: { model: "Some CPU", cores: 2, memoryGiB: 4, kernel: "Linux 6", stateInMemory: true },
  versions: { node: "24.1.0", workerd: "1.2" },
  load: { before: 0, othersCores: 0.25 },
  absent: [],
  runs,
  ...more,
});
const page = (...parts: Part[]): string => toPage({ format: 1, parts }, (file) => `images/${file}`);

test("the page names machine, versions, date, command and load of each work", () => {
  const text = page(part("2", [ran("2", "fillcast", 100)]), part("3", [ran("3", "fillcast", 1)]));
  for (const said of ["Some CPU", "node 24.1.0", "workerd 1.2", "2026-11-29 12:34", "--work 3 --reps 1", "0.25"]) {
    expect(text).toContain(said);
  }
  expect(text).toContain("All on: Some CPU");
});

test("the page begins with how far from quiet the machine was, if it was not quiet", () => {
  const loud = part("2", [], { load: { before: 3, othersCores: 1.26 } });
  expect(page(loud, part("3", []))).toMatch(/Not on a quiet machine.*In 2 of 2 works.*in work 2 1\.3 of 2/);
  expect(page(part("3", [], { load: { before: 0, othersCores: 0.02 } }))).not.toContain("Not on a quiet machine");
});

test("works that ran elsewhere are said to", () => {
  const elsewhere = { model: "Other CPU", cores: 8, memoryGiB: 4, kernel: "Linux 6", stateInMemory: false };
  const text = page(part("2", []), part("3", [], { machine: elsewhere }));
  expect(text).toMatch(/- 2: Some CPU/);
  expect(text).toMatch(/- 3: Other CPU.*state in disk files/);
});

test("targets are met or missed, and a run without a result is said at once", () => {
  const failed = ran("2", "central", 0, { outcome: { kind: "failure", message: "lost\n2 events" } });
  const text = page(part("2", [ran("2", "fillcast", 120), ran("2", "floor", 100), ran("2", "seed", 100), failed]));
  expect(text).toMatch(/until all is delivered ÷ floor \| 1\.20 × \| ≤ 1\.25 × \| met \|/);
  expect(text).toMatch(/until all is delivered ÷ seed \| 1\.20 × \| ≤ 0\.45 × \| \*\*missed\*\* \|/);
  expect(text).toContain("- work 2, central, repetition 1: lost 2 events");
});

test("the leagues have tables of their own, and pictures stand below them", () => {
  const text = page(part("2", [ran("2", "fillcast", 120), ran("2", "seed", 100)]));
  expect(text.indexOf("| fillcast |")).toBeLessThan(text.indexOf("*in memory*"));
  expect(text.indexOf("*in memory*")).toBeLessThan(text.indexOf("| seed |"));
  expect(text).toContain("](images/2-1.svg)");
});

test("answers at limits are a table", () => {
  const outcome = { kind: "answered", limit: "A_LIMIT", sent: "one more", answer: "413 too-large" } as const;
  const answers = part("answers", [ran("answers", "fillcast", 0, { outcome })], { kind: "answers" });
  expect(page(answers)).toContain("| `A_LIMIT` | one more | 413 too-large |");
});

test("every work has words, and a curve a picture with all its sides", () => {
  for (const { id } of works({ quick: false, isLong: true })) expect(WORDS[id], id).toBeDefined();
  const at = (point: number, side: string): Run => ({
    ...ran("single", side, 1, { point }),
    outcome: { kind: "result", measurement: { eventsPerSecond: point * 10 } },
  });
  const runs = [at(1, "fillcast"), at(100, "fillcast"), at(1, "floor"), at(100, "floor")];
  const [picture, ...others] = toPictures(part("single", runs, { kind: "curve", axis: "bots" }));
  expect(picture!.svg).toMatch(/fillcast[\s\S]*floor/);
  expect(others).toEqual([]);
});
