import { CHUNK_MAX_BYTES, PAGE_EVENTS } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { flush, type FlushDeps } from "../../../../../parties/feed/duties/flush.ts";
import { draft } from "../../../../support/draft.ts";
import { TestRoom } from "../../../../support/room.ts";

const room = (events: number): TestRoom => {
  const made = new TestRoom();
  for (let index = 0; index < events; index += 100) {
    made.append(Array.from({ length: Math.min(100, events - index) }, (_, offset) => draft(`e${index + offset}`)));
  }
  return made;
};
const depsOf = ({ feed, parts }: TestRoom, more: Partial<FlushDeps<string>>): FlushDeps<string> => ({
  archived: 0,
  head: () => feed.position.seq,
  readPart: (seq) => parts.log.records.readPart(seq),
  writePart: async () => {},
  unledgered: () => [],
  writeTrades: async () => {},
  now: () => 0,
  pause: async () => {},
  ...more,
});

describe("the drain", () => {
  it("writes pages in order, the open one last, and is level with the head", async () => {
    const made = room(2 * PAGE_EVENTS + 10);
    const written: [number, number, number][] = [];
    const outcome = await flush(
      depsOf(made, {
        writePart: async ({ page, first, last }) => {
          written.push([page, first, last]);
        },
      }),
      1_000,
    );
    expect(written).toEqual([
      [1, 1, 512],
      [2, 513, 1_024],
      [3, 1_025, 1_034],
    ]);
    expect(outcome).toEqual({ archived: 1_034, unfinished: false, error: null });
  });

  it("writes the open page again where events came meanwhile", async () => {
    const made = room(10);
    let writes = 0;
    const outcome = await flush(
      depsOf(made, {
        writePart: async () => {
          if (writes++ === 0) made.append([draft("meanwhile")]);
        },
      }),
      1_000,
    );
    expect(writes).toBe(2);
    expect(outcome.archived).toBe(11);
  });

  it("counts nothing as archived that the archive did not take, and says why", async () => {
    const made = room(PAGE_EVENTS + 1);
    const outcome = await flush(
      depsOf(made, {
        writePart: async ({ page }) => {
          if (page === 2) throw new Error("D1_ERROR: no such host");
        },
        unledgered: () => {
          throw new Error("the trades wait for the pages");
        },
      }),
      1_000,
    );
    expect(outcome).toEqual({
      archived: PAGE_EVENTS,
      unfinished: false,
      error: "D1_ERROR: no such host",
    });
  });

  it("gives up on an archive that hangs", async () => {
    const outcome = await flush(depsOf(room(1), { writePart: () => new Promise(() => {}) }), 20);
    expect(outcome).toMatchObject({ archived: 0, error: "the archive did not answer within 20 ms" });
  });

  it("lets others have their turn after each write, of parts and of trades", async () => {
    const order: string[] = [];
    const trades = ["a"];
    const note = (what: string) => async () => void order.push(what);
    const deps = depsOf(room(2 * PAGE_EVENTS), {
      writePart: note("part"),
      unledgered: () => trades,
      writeTrades: async () => void order.push(`trade ${trades.pop()}`),
      pause: note("pause"),
    });
    await flush(deps, 1_000);
    expect(order).toEqual(["part", "pause", "part", "pause", "trade a", "pause"]);
  });

  it("stops at its deadline with the rest for the next run", async () => {
    let now = 0;
    const outcome = await flush(
      depsOf(room(3 * PAGE_EVENTS), {
        now: () => now,
        writePart: async () => {
          now += 400;
        },
      }),
      700,
    );
    expect(outcome).toEqual({ archived: 2 * PAGE_EVENTS, unfinished: true, error: null });
  });

  it("writes a page of large events in parts, and only those that have changed", async () => {
    const made = new TestRoom();
    const large = (id: string) => draft(id, { data: { text: "x".repeat(30_000) } });
    const written: [number, number, number][] = [];
    const writePart: FlushDeps<string>["writePart"] = async ({ part, first, last, text }) => {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
      written.push([part, first, last]);
    };
    for (let index = 0; index < 100; index++) made.append([large(`e${index}`)]);
    expect(await flush(depsOf(made, { writePart }), 1_000)).toMatchObject({ archived: 100 });
    expect(written.map(([part]) => part)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(written.map(([, first]) => first).slice(1)).toEqual(written.map(([, , last]) => last + 1).slice(0, -1));
    const [open] = written.splice(0).slice(-1);
    made.append([large("more")]);
    expect(await flush(depsOf(made, { writePart, archived: 100 }), 1_000)).toMatchObject({ archived: 101 });
    expect(written).toEqual([[open![0], open![1], 101]]);
  });

  it("goes on with trades until none is left, and says if the archive did not take them", async () => {
    const left = Array.from({ length: 1_200 }, (_, index) => `t${index}`);
    const taken: number[] = [];
    const deps = { unledgered: () => left };
    const busy = async () => {
      throw new Error("busy");
    };
    const refused = await flush(depsOf(room(1), { ...deps, writeTrades: busy }), 1_000);
    expect(refused).toMatchObject({ archived: 1, error: "busy" });
    const take = async (trades: readonly string[]) => {
      taken.push(trades.length);
      left.splice(0, trades.length);
    };
    expect(await flush(depsOf(room(1), { ...deps, writeTrades: take }), 1_000)).toMatchObject({ error: null });
    expect(taken).toEqual([500, 500, 200]);
  });
});
