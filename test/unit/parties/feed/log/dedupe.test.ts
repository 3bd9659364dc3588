/**
 * When an equal webhook body is a retry: while it is the last that was heard of its bot, through naps of the room, beside
 * other bots, and whatever the room says itself.
 */
import { describe, expect, it } from "vitest";
import { PAGE_EVENTS } from "@fillcast/protocol";
import type { Draft } from "../../../../../parties/feed/rpc.ts";
import { draft, webhookDraft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const RULE = { windowMs: 30_000, ifNewest: true } as const;
const says = (text: string, bot = "bot-1"): Draft => webhookDraft(`${bot} ${text}`, RULE, { bot, data: { text } });

/** What becomes of messages that come a second apart: `new`, or `retry`. */
function hear(room: TestRoom, drafts: readonly (Draft | "nap")[]): string[] {
  const verdicts: string[] = [];
  for (const [index, one] of drafts.entries()) {
    if (one === "nap") {
      room.wake();
      continue;
    }
    const answer = room.append([one], START_MS + index * 1_000);
    if (answer.kind !== "appended") throw new Error(answer.problem.detail);
    verdicts.push(answer.results[0]!.duplicate ? "retry" : "new");
  }
  return verdicts;
}

describe("an equal body", () => {
  it("is a retry as the bot's last message, and news after another one", () => {
    const room = new TestRoom();
    expect(hear(room, [says("a"), says("a"), says("b"), says("a"), says("a")])).toEqual([
      "new",
      "retry",
      "new",
      "new",
      "retry",
    ]);
  });

  it("is news after an event of another door, and after a heartbeat", () => {
    const room = new TestRoom();
    expect(hear(room, [says("a"), draft("n1"), says("a")])).toEqual(["new", "new", "new"]);
    const beat = draft("hb", { type: "heartbeat" });
    expect(hear(new TestRoom(), [says("a"), beat, says("a")])).toEqual(["new", "new", "new"]);
  });

  it("is a retry whatever other bots of the key say in between", () => {
    const room = new TestRoom();
    expect(hear(room, [says("a"), says("a", "bot-2"), draft("x", { bot: "bot-3" }), says("a")])).toEqual([
      "new",
      "new",
      "new",
      "retry",
    ]);
  });

  it("is judged the same if the room slept in between", () => {
    expect(hear(new TestRoom(), [says("a"), "nap", says("a")])).toEqual(["new", "retry"]);
    expect(hear(new TestRoom(), [says("a"), says("b"), "nap", says("a")])).toEqual(["new", "new", "new"]);
    expect(hear(new TestRoom(), [says("a"), "nap", says("b"), says("a")])).toEqual(["new", "new", "new"]);
    expect(hear(new TestRoom(), [says("a"), says("b", "bot-2"), "nap", says("a")])).toEqual(["new", "new", "retry"]);
  });

  it("is looked for in all pages after it", () => {
    const others = Array.from({ length: PAGE_EVENTS * 2 }, (_, index) => draft(`o${index}`, { bot: "bot-2" }));
    for (const [last, verdict] of [
      [draft("x", { bot: "bot-2" }), true],
      [draft("x", { bot: "bot-1" }), false],
    ] as const) {
      const room = new TestRoom();
      room.append([says("a")], START_MS);
      room.append([...others, last], START_MS);
      room.wake();
      expect(room.append([says("a")], START_MS)).toMatchObject({ results: [{ duplicate: verdict }] });
    }
  });

  it("is a retry though the room has said something of the bot", () => {
    const room = new TestRoom();
    for (const at of [0, 60_000, 120_000]) room.append([draft("hb", { type: "heartbeat" })], START_MS + at);
    room.feed.noteSilence(START_MS + 600_000);
    room.append([says("a")], START_MS + 601_000);
    expect(room.feed.position.seq).toBe(3);
    expect(room.append([says("a")], START_MS + 602_000)).toMatchObject({ results: [{ seq: 2, duplicate: true }] });
    room.wake();
    expect(room.append([says("a")], START_MS + 603_000)).toMatchObject({ results: [{ seq: 2, duplicate: true }] });
  });

  it("is judged by the same rule inside one append", () => {
    const room = new TestRoom();
    expect(room.append([says("a"), says("a"), says("b"), says("a"), says("c", "bot-2"), says("a")])).toMatchObject({
      results: [
        { seq: 1 },
        { seq: 1 },
        { seq: 2 },
        { seq: 3, duplicate: false },
        { seq: 4 },
        { seq: 3, duplicate: true },
      ],
    });
  });

  it("of more bots than are remembered is judged by the log", () => {
    const room = new TestRoom();
    room.append([says("a")], START_MS);
    room.append(
      Array.from({ length: 2_500 }, (_, index) => draft(`o${index}`, { bot: `b${index}` })),
      START_MS,
    );
    expect(room.append([says("a")], START_MS)).toMatchObject({ results: [{ duplicate: true }] });
    room.append([says("b")], START_MS);
    expect(room.append([says("a")], START_MS)).toMatchObject({ results: [{ duplicate: false }] });
  });
});

describe("an equal order message", () => {
  const MINUTES = { windowMs: 600_000, unlessUndone: true } as const;
  const order = (type: string, id = "7", rate = ""): Draft =>
    webhookDraft(`${type} ${id} ${rate}`, MINUTES, { bot: "bot-1", type, trade: { id } });
  const fill = webhookDraft("entry_fill 7", { windowMs: 600_000 }, { type: "entry_fill", trade: { id: "7" } });

  it("is a retry though the bot has gone on, since a network delivers a try late", () => {
    expect(hear(new TestRoom(), [order("entry"), fill, says("text"), order("exit"), order("entry"), fill])).toEqual([
      "new",
      "new",
      "new",
      "new",
      "retry",
      "retry",
    ]);
  });

  it("is news once the order was cancelled, and so is the next cancellation", () => {
    const story = [order("entry"), order("entry_cancel"), order("entry"), order("entry_cancel"), order("entry_cancel")];
    expect(hear(new TestRoom(), story)).toEqual(["new", "new", "new", "new", "retry"]);
    expect(
      hear(new TestRoom(), [order("exit"), order("exit_cancel"), "nap", order("exit"), "nap", order("exit")]),
    ).toEqual(["new", "new", "new", "retry"]);
  });

  it("is a retry where another order has taken the place of the one that was cancelled: it comes late", () => {
    const replaced = [order("entry"), order("entry_cancel"), order("entry", "7", "other")];
    expect(hear(new TestRoom(), [...replaced, order("entry")])).toEqual(["new", "new", "new", "retry"]);
    expect(hear(new TestRoom(), [...replaced, "nap", order("entry")])).toEqual(["new", "new", "new", "retry"]);
    // The cancel of before says nothing of the order that was placed since; that one's own does.
    const again = [...replaced, order("entry_cancel"), order("entry")];
    expect(hear(new TestRoom(), again)).toEqual(["new", "new", "new", "new", "new"]);
  });

  it("is a retry whatever was cancelled of another trade, or on the other side", () => {
    const story = [order("entry"), order("entry_cancel", "8"), order("exit_cancel"), "nap", order("entry")] as const;
    expect(hear(new TestRoom(), story)).toEqual(["new", "new", "new", "retry"]);
  });
});

it("a real bot that starts three times within a minute is heard three times", () => {
  const start = [says("running"), says("Dry run is enabled."), says("*Exchange:* `x`"), says("Searching for pairs")];
  const room = new TestRoom();
  expect(hear(room, [...start, ...start, says("stopped"), ...start])).toEqual(Array.from({ length: 13 }, () => "new"));
});
