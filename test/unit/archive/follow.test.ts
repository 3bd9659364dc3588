import { describe, expect, it } from "vitest";
import { agreeOn, type DigestAt } from "../../../archive/follow.ts";
import type { StoredPart } from "../../../archive/page.ts";
import { createEvent, createPages, type TestPage } from "../../support/pages.ts";

const pageOfLog = (head: number, toEvent = createEvent): TestPage => [...createPages(head, 3, toEvent)].at(-1)!;
/** The same log up to 600, and another one after it. */
const forked = (seq: number) => createEvent(seq, seq > 600 ? { data: { other: true } } : {});

/** What a room that holds the page says. */
const roomOf =
  ({ records }: TestPage): DigestAt =>
  (seq) =>
    records.find(({ last }) => last === seq)?.chain ?? null;
/** The rows of a page whose parts have this many records each. */
const rowsOf = ({ page, records }: TestPage, perPart = Infinity): StoredPart[] => {
  const rows: StoredPart[] = [];
  for (let from = 0; from < records.length; from += perPart) {
    const last = records[Math.min(records.length, from + perPart) - 1]!;
    rows.push({ page, part: rows.length, first: records[from]!.first, last: last.last, chain: last.chain });
  }
  return rows;
};

describe("what the archive has of a page", () => {
  it("is the room's as far as it goes, in one part or in many", () => {
    const room = pageOfLog(700);
    for (const perPart of [Infinity, 20, 1]) {
      expect(agreeOn(2, rowsOf(room, perPart), roomOf(room))).toEqual({ kind: "agrees", through: 700 });
      expect(agreeOn(2, rowsOf(pageOfLog(602), perPart), roomOf(room))).toEqual({ kind: "agrees", through: 602 });
    }
    expect(agreeOn(2, [], roomOf(room))).toEqual({ kind: "agrees", through: 512 });
  });

  it("ends before a part that is missing", () => {
    const room = pageOfLog(700);
    const rows = rowsOf(room, 10);
    expect(agreeOn(2, rows.toSpliced(2, 1), roomOf(room))).toEqual({ kind: "agrees", through: rows[1]!.last });
    expect(agreeOn(2, rows.slice(1), roomOf(room))).toEqual({ kind: "agrees", through: 512 });
  });

  it("is another history if a row ends where no record does, or with another digest", () => {
    const room = pageOfLog(700);
    const mismatch = { kind: "mismatch", page: 2 };
    expect(agreeOn(2, rowsOf(pageOfLog(700, forked)), roomOf(room))).toEqual(mismatch);
    expect(agreeOn(2, rowsOf(pageOfLog(650, forked)), roomOf(room))).toEqual(mismatch);
    expect(agreeOn(2, rowsOf(pageOfLog(700, forked), 20), roomOf(room))).toEqual(mismatch);
    expect(agreeOn(2, rowsOf(pageOfLog(900)), roomOf(room))).toEqual(mismatch);
  });

  it("is taken at its word if the room cannot know any more", () => {
    const rows = rowsOf(pageOfLog(700, forked));
    expect(agreeOn(2, rows, () => undefined)).toEqual({ kind: "agrees", through: 700 });
  });

  it("has nothing to do with the rows of another page", () => {
    const [first, second] = [...createPages(1_024)] as [TestPage, TestPage];
    expect(agreeOn(2, [...rowsOf(first), ...rowsOf(second)], roomOf(second))).toEqual({
      kind: "agrees",
      through: 1_024,
    });
  });
});
