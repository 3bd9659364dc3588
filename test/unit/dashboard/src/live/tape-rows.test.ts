import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type PickedRows, pickRows } from "../../../../../dashboard/src/live/tape-rows.ts";
import { createTape, at, seqs } from "../../../../support/tape.ts";

test("rows kept up from view to view are those that a look at all of them finds", () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("push" as const),
      bots: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant("older" as const),
      bots: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }),
    }),
    fc.constant({ kind: "clear" as const, bots: [] }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { tape, frame } = createTape();
      const matches = ({ bot }: { readonly bot: string }) => bot !== "b";
      let kept: PickedRows | null = null;
      let newest = 1_000;
      let oldest = 1_001;
      for (const { kind, bots } of steps) {
        if (kind === "clear") tape.clear();
        if (kind === "push")
          tape.push(
            bots.map((bot) => at(++newest, bot)),
            false,
          );
        frame();
        if (kind === "older" && tape.view.rows.length > 0) tape.addOlder(bots.map((bot) => at(--oldest, bot)));
        kept = pickRows(kept, tape.view, matches);
        expect(seqs(kept.rows)).toEqual(seqs(tape.view.rows.filter((row) => matches(row.event))));
      }
    }),
  );
});
