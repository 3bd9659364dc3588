import { PAGE_EVENTS } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { flush, type FlushDeps } from "../../../parties/feed/flush.ts";
import { draft } from "../../support/draft.ts";
import { TestRoom } from "../../support/room.ts";

const room = (events: number): TestRoom => {
  const made = new TestRoom();
  for (let index = 0; index < events; index += 100) {
    made.append(Array.from({ length: Math.min(100, events - index) }, (_, offset) => draft(`e${index + offset}`)));
  }
  return made;
};
const depsOf = ({ feed }: TestRoom, more: Partial<FlushDeps<string>>): FlushDeps<string> => ({
  archived: 0,
  head: () => feed.log.head.seq,
  readPage: (page) => feed.log.readPage(page),
  writePage: async () => ({ kind: "ok" }),
  unledgered: () => [],
  noteLedgered: () => {},
  writeTrades: async () => {},
  now: () => 0,
  ...more,
});

describe("the drain", () => {
  it("writes pages in order, the open one last, and is level with the head", async () => {
    const made = room(2 * PAGE_EVENTS + 10);
    const written: [number, number, number][] = [];
    const outcome = await flush(
      depsOf(made, {
        writePage: async ({ page, first, last }) => {
          written.push([page, first, last]);
          return { kind: "ok" };
        },
      }),
      1_000,
    );
    expect(written).toEqual([
      [1, 1, 512],
      [2, 513, 1_024],
      [3, 1_025, 1_034],
    ]);
    expect(outcome).toEqual({ archived: 1_034, unfinished: false, error: null, mismatch: null });
  });

  it("writes the open page again where events came meanwhile", async () => {
    const made = room(10);
    let writes = 0;
    const outcome = await flush(
      depsOf(made, {
        writePage: async () => {
          if (writes++ === 0) made.append([draft("meanwhile")]);
          return { kind: "ok" };
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
        writePage: async ({ page }) => {
          if (page === 2) throw new Error("D1_ERROR: no such host");
          return { kind: "ok" };
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
      mismatch: null,
    });
  });

  it("gives up on an archive that hangs", async () => {
    const outcome = await flush(depsOf(room(1), { writePage: () => new Promise(() => {}) }), 20);
    expect(outcome).toMatchObject({ archived: 0, error: "the archive did not answer within 20 ms" });
  });

  it("stops at its deadline with the rest for the next run", async () => {
    let now = 0;
    const outcome = await flush(
      depsOf(room(3 * PAGE_EVENTS), {
        now: () => now,
        writePage: async () => {
          now += 400;
          return { kind: "ok" };
        },
      }),
      700,
    );
    expect(outcome).toEqual({ archived: 2 * PAGE_EVENTS, unfinished: true, error: null, mismatch: null });
  });

  it("stops where the archive holds another history", async () => {
    const outcome = await flush(
      depsOf(room(PAGE_EVENTS + 1), {
        writePage: async ({ page }) => (page === 2 ? { kind: "mismatch", page: 2 } : { kind: "ok" }),
      }),
      1_000,
    );
    expect(outcome).toMatchObject({ archived: PAGE_EVENTS, mismatch: 2 });
  });

  it("notes trades as ledgered only once the ledger has them", async () => {
    const ledgered: string[] = [];
    const deps = {
      unledgered: () => ["t1", "t2"],
      noteLedgered: (trades: readonly string[]) => ledgered.push(...trades),
    };
    const busy = async () => {
      throw new Error("busy");
    };
    expect(await flush(depsOf(room(1), { ...deps, writeTrades: busy }), 1_000)).toMatchObject({
      archived: 1,
      error: "busy",
    });
    expect(ledgered).toEqual([]);
    expect(await flush(depsOf(room(1), deps), 1_000)).toMatchObject({ archived: 1, error: null });
    expect(ledgered).toEqual(["t1", "t2"]);
  });
});
