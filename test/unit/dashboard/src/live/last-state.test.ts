import { describe, expect, test } from "vitest";
import { keptEvents } from "../../../../../dashboard/src/live/last-state.ts";
import { pickRows } from "../../../../../dashboard/src/live/tape-rows.ts";
import { event } from "../../../../support/shown-events.ts";
import { createTape, at, seqs } from "../../../../support/tape.ts";

const isOfA = ({ bot }: { readonly bot: string }) => bot === "a";

describe("what an earlier visit kept", () => {
  const earlier = { events: [at(9), at(8)], at: 1_000 };

  test("is shown as of then, until this visit has something", () => {
    const { tape, frame } = createTape(earlier);
    expect(seqs(tape.view.rows)).toEqual([9, 8]);
    expect(tape.view).toMatchObject({ received: 0, asOf: 1_000 });
    const before = pickRows(null, tape.view, isOfA);
    tape.push([at(8), at(9), at(10)], true);
    tape.caughtUp();
    expect(seqs(tape.view.rows)).toEqual([9, 8]);
    frame();
    expect(seqs(tape.view.rows)).toEqual([10, 9, 8]);
    expect(tape.view).toMatchObject({ received: 3, asOf: null });
    expect(seqs(pickRows(before, tape.view, isOfA).rows)).toEqual([10, 9, 8]);
  });

  test("goes where the feed turns out to have nothing", () => {
    const { tape } = createTape(earlier);
    tape.caughtUp();
    expect(tape.view).toEqual({ rows: [], received: 0, asOf: null });
    expect(createTape({ events: [], at: 1_000 }).tape.view.asOf).toBeNull();
  });

  test("is at most a screenful, and bounded in size", () => {
    const many = Array.from({ length: 80 }, (_, index) => at(80 - index));
    expect(keptEvents(many).map(({ seq }) => seq)).toEqual(many.slice(0, 50).map(({ seq }) => seq));
    const text = "x".repeat(30_000);
    const large = [80, 79, 78, 77].map((seq) => event("x-large", { text }, { seq }));
    expect(keptEvents(large).map(({ seq }) => seq)).toEqual([80, 79, 78]);
  });
});
