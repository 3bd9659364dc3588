/**
 * A state as frames: whole if it fits, else in parts that a reader puts together.
 */
import { describe, expect, it } from "vitest";
import { CHUNK_MAX_BYTES, applyPatch, decodeServerFrame, type FeedState, type ServerFrame } from "@fillcast/protocol";
import { encodeSnapshot } from "../../../../../parties/feed/readers/snapshot.ts";
import { serve, foldAll } from "../../../../../parties/feed/state/fold/evolve.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";
import { Feed, MORNING, tradeBodies } from "../../../../support/freqtrade-events.ts";

const AT = { epoch: "0mwuacao0", seq: 7 };

/** A state with this many open trades, with tags of many bytes a character. */
function stateOf(trades: number): FeedState {
  const feed = new Feed();
  for (let id = 0; id < trades; id++) {
    const trade = tradeBodies({ trade_id: String(id), enter_tag: "€".repeat(250) });
    feed.post(trade.entryFill({ amount: "1", open_rate: "10" }), { bot: `bot-${id % 40}` });
  }
  feed.post({ type: "protection_trigger", pair: "ETH/USDT", side: "*", lock_end_time: "2030-10-25 12:00:00" });
  const state = serve(foldAll(feed.events), MORNING);
  return { ...state, more: { bots: 0, trades: 3, currencies: 0, locks: 0 } };
}

function assemble(frames: readonly ServerFrame[]): FeedState {
  const [first, ...rest] = frames;
  if (first?.type !== "snapshot") throw new Error("the first frame is no snapshot");
  return rest.reduce((state, frame) => {
    if (frame.type !== "snapshot_part") throw new Error(`a ${frame.type} among the parts`);
    return applyPatch(state, frame.patch);
  }, first.state);
}

const decode = (texts: readonly string[]): ServerFrame[] => texts.map((text) => decodeServerFrame(text)!);

describe("a snapshot", () => {
  it("of a usual state is one frame, as ever", () => {
    const state = stateOf(20);
    expect(encodeSnapshot(AT, state)).toEqual([JSON.stringify({ type: "snapshot", ...AT, state })]);
  });

  it("of a large state comes in parts of at most 512 KiB, which make it whole", () => {
    const state = stateOf(1_500);
    const texts = encodeSnapshot(AT, state);
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
    const frames = decode(texts);
    expect(frames.map((frame) => ("part" in frame ? frame.part : 1))).toEqual(frames.map((_, index) => index + 1));
    expect(frames).toEqual(frames.map(() => expect.objectContaining({ ...AT, parts: frames.length }) as unknown));
    expect(assemble(frames)).toEqual(state);
  });

  it.each([1, 700, 5_000, 40_000, 200_000])("is whole whatever the bound, here of %i bytes", (maxBytes) => {
    const state = stateOf(120);
    const texts = encodeSnapshot(AT, state, null, maxBytes);
    expect(assemble(decode(texts))).toEqual(state);
    expect(JSON.parse(texts[0]!)).toMatchObject({ state: { more: state.more, totals: [], days: [] } });
  });
});

describe("a room with a large state", () => {
  it("sends it to a reader in parts, before anything that follows it", () => {
    const room = new TestRoom();
    const trade = (id: string) => ({ id, direction: "long", openedAt: "2026-11-24T06:00:03Z" }) as const;
    const data = { amount: "1", open_rate: "1", enter_tag: "€".repeat(255), exit_reason: "€".repeat(255) };
    for (let bot = 0; bot < 4; bot++) {
      const drafts = Array.from({ length: 500 }, (_, index) =>
        draft(`${bot}-${index}`, {
          type: "entry_fill",
          bot: `bot-${bot}`,
          pair: "A/B",
          trade: trade(`${index}`),
          data,
        }),
      );
      room.append(drafts);
    }
    const reader = room.connect("reader", { snapshot: true });
    room.append([draft("next")], START_MS + 1);
    const types = reader.frames.map((frame) => frame.type);
    const parts = types.filter((type) => type === "snapshot_part").length;
    expect(parts).toBeGreaterThan(1);
    expect(types).toEqual([
      "welcome",
      "snapshot",
      ...Array.from({ length: parts }, () => "snapshot_part"),
      "caught_up",
      "events",
    ]);
    const state = assemble(reader.frames.slice(1, parts + 2));
    expect(Object.keys(state.trades)).toHaveLength(2_000);
  });
});
