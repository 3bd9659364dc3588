/**
 * The prover's comparisons: each finds what was made to be wrong, and names it.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent, FeedState } from "@fillcast/protocol";
import { Acks, Difference, type Acked } from "../../../../scripts/prove/acks.ts";
import {
  compareAcks,
  compareBooks,
  compareLedger,
  compareShown,
  compareStates,
} from "../../../../scripts/prove/differences.ts";
import { foldHistory } from "../../../../scripts/prove/fold.ts";
import type { Post } from "../../../../scripts/prove/post.ts";
import { toSeen } from "../../../../scripts/prove/shown.ts";
import type { BookedTrade } from "../../../../scripts/prove/trader.ts";
import { Feed, readFixtures } from "../../../support/freqtrade-events.ts";

const EVENTS = 9;
const history: readonly FeedEvent[] = Array.from({ length: EVENTS }, (_, index) => ({
  id: `e${index + 1}`,
  seq: index + 1,
  type: "x-note",
  bot: index % 2 === 0 ? "a" : "b",
  source: "api",
  at: 1_795_000_000_000 + index,
  data: { n: String(index + 1) },
}));
const acked = new Map<number, Acked>(
  history.map(({ id, seq, bot, type }) => [
    seq,
    { said: { bot, type, id, fields: { n: String(seq) } }, number: Math.ceil(seq / 2), seq, id },
  ]),
);
const none: ReadonlySet<string> = new Set();
const nobody = (): boolean => false;
const altered = (seq: number, changes: Partial<FeedEvent>): FeedEvent[] =>
  history.map((event) => (event.seq === seq ? { ...event, ...changes } : event));

test("acknowledgements and history that agree pass", () => {
  expect(() => compareAcks(acked, history, nobody)).not.toThrow();
});

describe("acknowledgements and history differ", () => {
  const without = new Map([...acked].filter(([seq]) => seq !== 4));
  const misordered = new Map(acked).set(1, { ...acked.get(1)!, number: 2 }).set(3, { ...acked.get(3)!, number: 1 });
  test.each([
    ["where an acknowledged event is gone", acked, history.slice(0, -1), /seq 9 \(e9\) was acknowledged and is not/],
    ["where history has a hole", acked, history.toSpliced(3, 1), /seq 5 in the place of 4/],
    ["where history has an event twice", acked, history.toSpliced(4, 0, history[3]!), /seq 4 in the place of 5/],
    ["where an event came from nowhere", without, history, /seq 4 \(e4\), which nobody/],
    ["where an event has another's id", acked, altered(3, { id: "e9" }), /acknowledged as e3 and is e9/],
    ["where a value has changed", acked, altered(3, { data: { n: "33" } }), /posted with n "3" and has "33"/],
    ["where an event is of another bot", acked, altered(3, { bot: "b" }), /is of b/],
    ["where an event has another type", acked, altered(3, { type: "x-tick" }), /posted as x-note/],
    ["where a bot's order is not kept", misordered, history, /seq 1 is a's event 2/],
  ])("%s", (_, acks, events, words) => {
    expect(() => compareAcks(acks, events, nobody)).toThrow(words);
  });
});

describe("an answer is held against the ones before it", () => {
  const post: Post = { path: "", headers: {}, body: "", said: [acked.get(1)!.said, acked.get(2)!.said] };
  const first = [
    { id: "e1", seq: 1, duplicate: false },
    { id: "e2", seq: 2, duplicate: false },
  ];
  const repeated = first.map((event) => ({ ...event, duplicate: true }));

  test("a repeat with the same seqs is counted", () => {
    const acks = new Acks();
    acks.note(post, first);
    acks.note(post, repeated);
    expect(acks.figures).toEqual({ answers: 2, duplicates: 2, lostAnswers: 0 });
  });

  test("a first answer of duplicates tells of one that was lost", () => {
    const acks = new Acks();
    acks.note(post, repeated);
    expect(acks.figures).toEqual({ answers: 1, duplicates: 2, lostAnswers: 1 });
  });

  test.each([
    ["is stored again", [{ ...first[0]!, seq: 3 }, repeated[1]!], /stored again as seq 3/],
    ["gets another seq", [{ ...repeated[0]!, seq: 3 }, repeated[1]!], /e1 is seq 1 .*repeated, seq 3/],
    ["is cut", [repeated[0]!], /names 1 events, 2 were posted/],
  ])("a repeat that %s differs", (_, events, words) => {
    const acks = new Acks();
    acks.note(post, first);
    expect(() => acks.note(post, events)).toThrow(words);
  });

  test.each([
    ["has no seq", [{ ...first[0]!, seq: null }, first[1]!], /without a seq/],
    ["gives one seq twice", [first[0]!, { ...first[1]!, seq: 1 }], /seq 1 was given to e1 and to e2/],
    ["was stored in part", [first[0]!, repeated[1]!], /in part/],
    ["has another id", [{ ...first[0]!, id: "x" }, first[1]!], /acknowledged as x/],
  ])("a first answer that %s differs", (_, events, words) => {
    expect(() => new Acks().note(post, events)).toThrow(words);
  });
});

describe("what a client has shown differs", () => {
  const seen = history.map(toSeen);
  test.each([
    ["where the last event is missing", seen.slice(0, -1), /c has not shown seq 9/],
    ["where one in between is missing", seen.toSpliced(2, 1), /c has shown seq 4 in the place of 3/],
    ["where one was shown twice", seen.toSpliced(2, 0, seen[2]!), /c has shown seq 3 in the place of 4/],
    ["where two were swapped", seen.with(2, seen[3]!).with(3, seen[2]!), /c has shown seq 4 in the place of 3/],
    ["where one was altered", altered(5, { data: { n: "6" } }).map(toSeen), /seq 5 otherwise/],
    ["where there is one too many", [...seen, { seq: 10, digest: "" }], /seq 10 beyond the end/],
  ])("%s", (_, shown, words) => {
    expect(() => compareShown("c", shown, history, {})).toThrow(words);
  });

  test("by its filter", () => {
    const odd = seen.filter(({ seq }) => seq % 2 === 1);
    expect(() => compareShown("c", odd, history, { bots: ["a"] })).not.toThrow();
    expect(() => compareShown("c", seen, history, { bots: ["a"] })).toThrow(/seq 2 in the place of 3/);
  });
});

describe("ledger and state", () => {
  const feed = new Feed();
  for (const body of readFixtures()) feed.post(body);
  const { state, trades } = foldHistory(feed.events, Date.now());
  const ledger = [...trades.values()];
  const [some] = ledger as [(typeof ledger)[0]];

  test("agree with the fold of the same history", () => {
    expect(() => compareLedger(ledger, trades)).not.toThrow();
    expect(() => compareStates("s", structuredClone(state), state)).not.toThrow();
    expect(ledger.length).toBeGreaterThan(2);
  });

  test.each([
    ["a trade is missing", ledger.slice(1), new RegExp(`the ledger has ${some.key} nothing`)],
    ["a trade is there twice", [...ledger, some], /twice/],
    ["a profit is another", [{ ...some, realised: "1" }, ...ledger.slice(1)], /realised "1" instead of/],
  ])("differ where %s", (_, rows, words) => {
    expect(() => compareLedger(rows, trades)).toThrow(words);
  });

  test("a state differs by its first place, but not by a bot's presence", () => {
    const [bot] = Object.keys(state.bots) as [string];
    const changed = (changes: object): FeedState => ({
      ...state,
      bots: { [bot]: { ...state.bots[bot]!, ...changes } },
    });
    expect(() => compareStates("s", changed({ presence: "quiet" }), state)).not.toThrow();
    expect(() => compareStates("s", changed({ wins: 99 }), state)).toThrow(`s has bots.${bot}.wins 99 instead of`);
  });

  test("a bot's own books are held against the ledger", () => {
    const books = new Map<string, BookedTrade>(
      ledger.map(({ key, status, realised, entries, exits }) => [
        key,
        { status: status as BookedTrade["status"], realised: realised ?? "0", entries, exits },
      ]),
    );
    expect(() => compareBooks(ledger, books, none)).not.toThrow();
    expect(() => compareBooks(ledger.slice(1), books, none)).toThrow(`the ledger lacks ${some.key}`);
    expect(() => compareBooks([{ ...some, exits: 7 }, ...ledger.slice(1)], books, none)).toThrow("exits 7 instead of");
    const doubled = [{ ...some, exits: 7 }, ...ledger.slice(1)];
    expect(() => compareBooks(doubled, books, new Set([some.key]))).not.toThrow();
    books.delete(some.key);
    expect(() => compareBooks(ledger, books, none)).toThrow(Difference);
  });
});
