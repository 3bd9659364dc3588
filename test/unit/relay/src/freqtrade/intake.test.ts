import { expect, test } from "vitest";
import { Intake } from "../../../../../relay/src/freqtrade/intake.ts";
import { eventItem, type Item } from "../../../../../relay/src/item.ts";
import { HELD_MESSAGES_MAX } from "../../../../../relay/src/limits.ts";
import { SpoolFull } from "../../../../../relay/src/spool.ts";

const item = (n: number): Item => eventItem("spot", n, { type: "status", data: { n } });

test("messages wait in memory while the disk is full, in order, and what does not fit is reported as a gap", async () => {
  const stored: number[] = [];
  const said: string[] = [];
  const gaps: number[] = [];
  let isFull = true;
  const spool = {
    put: async (items: readonly Item[]): Promise<void> => {
      if (isFull) throw new SpoolFull("The disk is full.");
      stored.push(...items.map(({ at }) => at));
    },
  };
  const intake = new Intake({
    spool,
    say: (line) => said.push(line),
    dropped: (from) => gaps.push(from),
    signal: new AbortController().signal,
  });
  for (let n = 1; n <= HELD_MESSAGES_MAX + 2; n++) intake.take(item(n));
  await expect.poll(() => said.length).toBe(1);
  expect(said[0]).toContain("The disk is full");
  isFull = false;
  await intake.settled();
  expect(stored).toEqual(Array.from({ length: HELD_MESSAGES_MAX }, (_, n) => n + 1));
  expect(gaps).toEqual([HELD_MESSAGES_MAX + 1]);
  intake.take(item(20_000));
  await intake.settled();
  expect(stored.at(-1)).toBe(20_000);
});
