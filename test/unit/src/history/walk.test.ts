import { PAGE_EVENTS, isRefused, type FeedEvent, type Refused } from "@fillcast/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece, Sieve } from "../../../../src/history/piece.ts";
import { restOfSpan, type Direction, type Span } from "../../../../src/history/range.ts";
import type { Walk } from "../../../../src/history/archived.ts";
import { narrowByTime, walkLog } from "../../../../src/history/walk.ts";
import { createMovingLog, type Move, type MovingLog } from "../../../support/moving-log.ts";
import { atOf, createEvent } from "../../../support/pages.ts";

const UNBOUNDED = { open: Infinity, scan: Infinity };

/** Walks on and on from where a budget ended, as a client does, and checks that each piece joins the one before. */
async function walkAll(
  moving: MovingLog,
  span: Span,
  direction: Direction,
  sieve: Sieve | null,
  budget = UNBOUNDED,
): Promise<{ seqs: number[]; refused: Refused | null; rounds: number }> {
  const seqs: number[] = [];
  let rest = span;
  let rounds = 0;
  while (rest.low < rest.high) {
    rounds++;
    for await (const piece of walkLog(moving, moving.open(), { span: rest, direction, sieve, budget })) {
      if (isRefused(piece)) return { seqs, refused: piece, rounds };
      const begins = direction === "forward" ? piece.span.low === rest.low : piece.span.high === rest.high;
      if (!begins || piece.span.low >= piece.span.high)
        throw new Error(`a piece does not join: ${JSON.stringify(piece.span)}`);
      seqs.push(...piece.events.map((event) => event.seq));
      rest = restOfSpan(rest, direction, piece.span);
    }
  }
  return { seqs, refused: null, rounds };
}

function expected({ low, high }: Span, direction: Direction, sieve: Sieve | null): number[] {
  const { filter = {}, from = 0, to = Infinity } = sieve ?? {};
  const seqs = Array.from({ length: Math.max(0, high - low) }, (_, index) => low + 1 + index).filter((seq) => {
    const { type, bot, pair } = createEvent(seq);
    return (
      (filter.types?.includes(type) ?? true) &&
      (filter.bots?.includes(bot) ?? true) &&
      (filter.pairs?.includes(pair!) ?? true) &&
      atOf(seq) >= from &&
      atOf(seq) <= to
    );
  });
  return direction === "forward" ? seqs : seqs.reverse();
}

const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("append" as const), events: fc.integer({ min: 1, max: 400 }) }),
    fc.constantFrom<Move>({ kind: "archive" }, { kind: "drop" }, { kind: "drop" }),
  ),
  { maxLength: 24 },
);
const sieves = fc.option(
  fc.record({
    filter: fc.record(
      {
        types: fc.constantFrom(["exit_fill"], ["entry_fill", "exit_fill"], ["nothing"]),
        bots: fc.constantFrom(["bot-1"], ["bot-0", "bot-2"]),
        pairs: fc.constantFrom(["P0/USDT"]),
      },
      { requiredKeys: [] },
    ),
  }),
);

describe("a walk over the log", () => {
  it(
    "has every event of its span once and in order, while pages are sealed, archived and dropped under it",
    { timeout: 30_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 2_600 }),
          fc.integer({ min: 0, max: 5 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.constantFrom<Direction>("forward", "backward"),
          sieves,
          fc.constantFrom(Infinity, 40, 7, 1),
          fc.constantFrom(UNBOUNDED, { open: 1, scan: 1 }, { open: 2, scan: 3 }),
          moves,
          async (head, kept, from, to, direction, sieve, perPart, budget, script) => {
            const moving = createMovingLog(head, kept, 7, perPart);
            moving.moves = [...script];
            const [low, high] = [Math.floor(from * head), Math.ceil(to * head)].sort((a, b) => a - b) as [
              number,
              number,
            ];
            const walked = await walkAll(moving, { low, high }, direction, sieve, budget);
            expect(walked).toMatchObject({ refused: null, seqs: expected({ low, high }, direction, sieve) });
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it("narrowed by time has what the whole would have, wherever the log's parts are", { timeout: 30_000 }, async () => {
    const moving = createMovingLog(2_600, 2, 1, 200);
    const span = { low: 0, high: moving.bounds.head };
    // What came since is not archived.
    moving.move({ kind: "append", events: 300 });
    span.high += 300;
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.integer({ min: -5, max: 2_950 }), { nil: undefined }),
        fc.option(fc.integer({ min: -5, max: 2_950 }), { nil: undefined }),
        fc.constantFrom<Direction>("forward", "backward"),
        async (fromSeq, toSeq, direction) => {
          const sieve: Sieve = {
            filter: {},
            ...(fromSeq === undefined ? {} : { from: atOf(fromSeq) }),
            ...(toSeq === undefined ? {} : { to: atOf(toSeq) }),
          };
          const narrowed = await narrowByTime(moving, moving.bounds, span, sieve);
          if (isRefused(narrowed)) throw new Error("refused");
          const walked = await walkAll(moving, narrowed, direction, sieve);
          expect(walked.seqs).toEqual(expected(span, direction, sieve));
          const wanted = expected(span, direction, sieve).length;
          expect(Math.max(0, narrowed.high - narrowed.low)).toBeLessThanOrEqual(wanted + 2 * PAGE_EVENTS);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("parses nothing and opens only the parts that it needs if every event is wanted", async () => {
    const moving = createMovingLog(5_120, 2);
    const { seqs } = await walkAll(moving, { low: 700, high: 1_400 }, "forward", null);
    expect(seqs).toHaveLength(700);
    expect(moving.asked).toEqual({ room: 0, opened: 2, listed: 0 });
  });

  it("does not ask the room again for what it said first", async () => {
    const moving = createMovingLog(600, 2);
    const opening = moving.open({ low: 550, high: 600 });
    const pieces: (Piece | Refused)[] = [];
    const walk: Walk = { span: { low: 550, high: 600 }, direction: "forward", sieve: null, budget: UNBOUNDED };
    for await (const piece of walkLog(moving, opening, walk)) pieces.push(piece);
    expect(pieces).toMatchObject([{ span: { low: 550, high: 600 } }]);
    expect(moving.asked.room).toBe(0);
  });

  it("opens at most the parts of its budget, and only those that may have what is wanted", async () => {
    const moving = createMovingLog(PAGE_EVENTS * 12, 2);
    const walk = { span: { low: 0, high: PAGE_EVENTS * 12 }, direction: "forward" } as const;
    const pieces: Piece[] = [];
    const busy = { ...walk, sieve: { filter: { types: ["exit_fill"] } }, budget: { open: 5, scan: 100 } };
    for await (const piece of walkLog(moving, moving.open(), busy)) pieces.push(piece as Piece);
    expect(pieces.at(-1)!.span.high).toBe(PAGE_EVENTS * 5);
    expect(moving.asked.opened).toBe(5);
    moving.asked.opened = 0;
    const rare = { ...walk, sieve: { filter: { types: ["nothing"] } }, budget: { open: 5, scan: 100 } };
    let covered = 0;
    for await (const piece of walkLog(moving, moving.open(), rare)) covered = (piece as Piece).span.high;
    expect(covered).toBe(PAGE_EVENTS * 12);
    expect(moving.asked.opened).toBe(0);
  });

  it.each(["forward", "backward"] as const)(
    "is refused at a part that is missing or cut short, filtered or not (%s)",
    async (direction) => {
      const span = { low: 0, high: 2_048 };
      const sieve = { filter: { types: ["nothing"] } };
      const missing = createMovingLog(2_048, 1);
      missing.archive.delete(513);
      const short = createMovingLog(2_048, 1);
      const second = short.archive.get(513)!;
      short.archive.set(513, { ...second, last: second.last - 1 });
      for (const moving of [missing, short]) {
        expect((await walkAll(moving, span, direction, sieve)).refused?.problem.slug).toBe("archive-unavailable");
      }
      expect((await walkAll(missing, span, direction, null)).refused?.problem.slug).toBe("archive-unavailable");
      expect((await walkAll(missing, { low: 1_024, high: 2_048 }, direction, null)).refused).toBeNull();
    },
  );

  it("is refused at a page whose events are not those of its seqs", async () => {
    const moving = createMovingLog(2_048, 1);
    const [first, third] = [moving.archive.get(1)!, moving.archive.get(1_025)!];
    moving.archive.set(1, { ...first, text: third.text });
    expect((await walkAll(moving, { low: 0, high: 600 }, "forward", null)).refused?.problem.slug).toBe(
      "archive-unavailable",
    );
    const texts = first.text.split(",\n\n");
    moving.archive.set(1, { ...first, text: texts.toSpliced(7, 1).join(",\n\n") });
    expect((await walkAll(moving, { low: 0, high: 600 }, "forward", null)).refused?.problem.slug).toBe(
      "archive-unavailable",
    );
  });

  it("ends where the log begins again under it", async () => {
    const moving = createMovingLog(600, 2);
    const opening = moving.open();
    moving.epoch = "0mwv1x9q1";
    const walk: Walk = { span: { low: 0, high: 600 }, direction: "forward", sieve: null, budget: UNBOUNDED };
    const pieces: (Piece | Refused)[] = [];
    for await (const piece of walkLog(moving, opening, walk)) pieces.push(piece);
    expect(pieces).toMatchObject([{ kind: "refused", problem: { slug: "position-expired" } }]);
  });

  it("hands out the texts that were stored", async () => {
    const moving = createMovingLog(1_100, 0);
    const texts: string[] = [];
    const walk: Walk = { span: { low: 500, high: 1_100 }, direction: "forward", sieve: null, budget: UNBOUNDED };
    for await (const piece of walkLog(moving, moving.open(), walk))
      texts.push(...(piece as Piece).events.map(({ text }) => text));
    const events = texts.map((text) => JSON.parse(text) as FeedEvent);
    expect(events.map((event) => event.seq)).toEqual(expected(walk.span, "forward", null));
    expect(texts).toEqual(events.map((event) => JSON.stringify(event)));
  });
});
