/**
 * A fault in the fold: the log goes on, readers get a notice, and a later build recovers by itself. The fault is a fold that
 * throws at certain events, as a build with a mistake would.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FoldFault, LogFold } from "../../../../../parties/feed/state/log-fold.ts";
import { foldAll, serve, type FoldState } from "../../../../../parties/feed/state/fold/evolve.ts";
import { MemoryArchive } from "../../../../support/archive.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

/** This build cannot take in events of this type: it throws half-way through what it was given. */
function poison(type: string): void {
  const apply = Object.getOwnPropertyDescriptor(LogFold.prototype, "apply")!.value as LogFold["apply"];
  vi.spyOn(LogFold.prototype, "apply").mockImplementation(function (this: LogFold, events) {
    const all = [...events];
    const bad = all.findIndex((event) => event.type === type);
    if (bad === -1) return apply.call(this, all);
    apply.call(this, all.slice(0, bad));
    throw new FoldFault(all[bad]!.seq, new TypeError("cannot read what is not there"));
  });
}

/** What reads this member of the fold fails. */
function spoil({ state }: LogFold, member: keyof FoldState, error: Error): void {
  Object.defineProperty(state, member, {
    get: () => {
      throw error;
    },
  });
}

const trade = (id: string) => ({ id, pair: "ETH/USDT", direction: "long", openedAt: "2026-11-24T09:15:03Z" }) as const;
const money = { amount: "1", stake_currency: "USDT", open_rate: "100" };
const entry = (id: string) =>
  draft(`entry-${id}`, { type: "entry_fill", pair: "ETH/USDT", trade: trade(id), data: money });
const exit = (id: string) =>
  draft(`exit-${id}`, {
    type: "exit_fill",
    pair: "ETH/USDT",
    trade: trade(id),
    data: { ...money, close_rate: "101", profit_amount: "1", cumulative_profit: "1", is_final_exit: true },
  });
const bad = (id: string) => draft(id, { type: "x-poison" });

let errors: string[] = [];
beforeEach(() => {
  errors = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => errors.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a fault in the fold", () => {
  it("is contained: the append is answered, later ones too, and every reader gets the events", async () => {
    poison("x-poison");
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const plain = room.connect("plain");
    const follower = room.connect("follower", { snapshot: true });
    room.append([entry("1")]);
    expect(room.append([entry("2"), bad("bad"), exit("1")])).toMatchObject({ kind: "appended" });
    expect(room.append([entry("3")])).toMatchObject({ results: [{ seq: 5 }] });
    for (const reader of [plain, follower]) {
      expect(reader.events().map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
      expect(reader.closed).toBeNull();
    }
    expect(follower.of("notice")).toMatchObject([{ state: "rebuilding", seq: 3 }]);
    expect(follower.of("events").map((frame) => frame.patch === undefined)).toEqual([false, true, true]);
    expect(room.connect("late", { snapshot: true }).frames.map((frame) => frame.type)).toEqual([
      "welcome",
      "notice",
      "caught_up",
    ]);
    await room.runDuties(archive, () => START_MS);
    expect(room.inspect().archive).toMatchObject({ seq: 5, failures: 0 });
    expect(room.feed.nextAlarmAt(START_MS)).toBeNull();
  });

  it("is said: in the log with the feed's hash and the seq, in the inspection, and by the summary", () => {
    poison("x-poison");
    const room = new TestRoom();
    room.append([entry("1"), bad("bad")]);
    const problem = { seq: 2, error: "TypeError: cannot read what is not there" };
    expect(errors.map((line) => JSON.parse(line) as object)).toEqual([
      { level: "error", what: "the state cannot take in an event", feed: "2bd806c97f0e", ...problem },
    ]);
    expect(room.inspect(START_MS)).toMatchObject({ rebuilding: true, stateProblem: problem });
    expect(room.feed.readState(START_MS)).toMatchObject({
      kind: "refused",
      problem: { slug: "state-rebuilding", retryAfterS: 300, extra: { seq: 2 } },
    });
  });

  it("stays contained after a nap, and readers who missed it get a notice", () => {
    poison("x-poison");
    const room = new TestRoom();
    const follower = room.connect("follower", { snapshot: true });
    room.append([entry("1"), bad("bad")]);
    room.wake([follower]);
    expect(room.append([entry("2")])).toMatchObject({ kind: "appended" });
    expect(room.feed.readState(START_MS)).toMatchObject({ kind: "refused" });
    expect(follower.events().map((event) => event.seq)).toEqual([1, 2, 3]);
  });

  it("is over with a build that has none: the state is that of a fresh fold, and readers get it", async () => {
    poison("x-poison");
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const follower = room.connect("follower", { snapshot: true });
    room.append([entry("1"), entry("2")]);
    await room.runDuties(archive, () => START_MS);
    room.append([bad("bad"), exit("1")]);
    await room.runDuties(archive, () => START_MS);
    room.wake([follower]);
    expect(room.feed.readState(START_MS)).toMatchObject({ kind: "refused" });

    vi.restoreAllMocks();
    room.wake([follower]);
    const state = room.feed.readState(START_MS);
    const expected = serve(foldAll(follower.events()), START_MS);
    expect(JSON.parse((state as { text: string }).text)).toEqual(expected);
    expect(follower.of("snapshot").at(-1)).toMatchObject({ seq: 4, state: expected });
    await room.runDuties(archive, () => START_MS);
    expect([...archive.trades.values()].map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual([
      "1 closed",
      "2 open",
    ]);
  });

  it("while the state is built again from the archive stops that, and not the archive", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    room.append([entry("1"), bad("bad"), exit("1")]);
    await room.runDuties(archive, () => START_MS);
    room.sql.run("DELETE FROM checkpoint");
    poison("x-poison");
    room.wake();
    room.append([entry("2")]);
    await room.runDuties(archive, () => START_MS);
    expect(room.inspect().stateProblem).toMatchObject({ seq: 2 });
    expect(room.inspect().archive).toMatchObject({ seq: 4, failures: 0 });
  });

  it("names the event at which the fold itself threw", () => {
    const room = new TestRoom();
    const applied = vi.spyOn(LogFold.prototype, "apply");
    room.append([entry("1")]);
    spoil(applied.mock.contexts[0] as LogFold, "totals", new TypeError("cannot read what is not there"));
    room.append([draft("note"), exit("1")]);
    expect(room.inspect().stateProblem).toEqual({ seq: 3, error: "TypeError: cannot read what is not there" });
  });

  it("in what the state serves is contained as one in an event", () => {
    const room = new TestRoom();
    const applied = vi.spyOn(LogFold.prototype, "apply");
    room.append([entry("1")]);
    spoil(applied.mock.contexts[0] as LogFold, "bots", new RangeError("too long"));
    expect(room.feed.readState(START_MS)).toMatchObject({ problem: { slug: "state-rebuilding", extra: { seq: 1 } } });
    expect(room.append([entry("2"), draft("beat", { type: "heartbeat" })])).toMatchObject({ kind: "appended" });
  });
});
