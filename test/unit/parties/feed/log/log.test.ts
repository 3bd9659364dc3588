/**
 * Letting pages go: what the room still holds is held after a wake too.
 */
import { describe, expect, it } from "vitest";
import { DEDUPE_EVENTS, PAGE_EVENTS } from "@fillcast/protocol";
import { MemoryArchive } from "../../../../support/archive.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const fill = (room: TestRoom, events: number): void => {
  for (let done = 0; done < events; done += 500) {
    const from = room.feed.position.seq;
    const count = Math.min(500, events - done);
    room.append(Array.from({ length: count }, (_, index) => draft(`e${from + index}`)));
  }
};

describe("a page that is dropped", () => {
  it("takes no page along that is held, however many events there are", async () => {
    const room = new TestRoom();
    fill(room, DEDUPE_EVENTS + 10 * PAGE_EVENTS);
    room.parts.log.drop([1]);
    const { bounds } = room.feed;
    expect(bounds).toMatchObject({ oldest: PAGE_EVENTS + 1 });
    room.wake();
    expect(room.feed.bounds.oldest).toBe(bounds.oldest);
    // An earlier version deleted the rows of pages that it held.
    room.sql.run("DELETE FROM sealed WHERE page < 12");
    room.wake();
    expect(room.feed.bounds.oldest).toBe(bounds.oldest);

    const archive = new MemoryArchive();
    for (let run = 0; room.isBehind && run < 10; run++) {
      await room.runDuties(archive, () => START_MS);
    }
    expect(archive.pages.map(({ page }) => page)).toEqual(
      Array.from({ length: archive.pages.length }, (_, index) => index + 2),
    );
    expect(room.inspect().archive.seq).toBe(room.feed.position.seq);
  });
});
