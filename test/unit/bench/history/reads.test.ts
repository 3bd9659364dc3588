/**
 * The history that the bench makes up: its room's file is one that the room itself reads, and its checks notice what lacks.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { rareSeqs } from "../../../../bench/history/fill.ts";
import { type ArchivedFeed, readEvents, readPage, readRare } from "../../../../bench/history/reads.ts";
import { createEvent, EPOCH } from "../../../support/pages.ts";

/** Answers each request with the next of these bodies, and the same account of where they came from. */
async function withAnswers(
  bodies: readonly object[],
  timing: string,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const left = [...bodies];
  const server = createServer((_, response) => {
    response.setHeader("Server-Timing", timing);
    response.end(JSON.stringify(left.shift()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const feed: ArchivedFeed = { name: "short", key: "key", epoch: EPOCH, head: 1_000 };
const events = (...seqs: number[]) => ({ events: seqs.map((seq) => createEvent(seq)), next: null });

test("events that lack one, and events of another place, are no result", async () => {
  await withAnswers([events(6, 7, 8), events(6, 8), events(7, 8, 9)], "room;dur=1, d1;dur=1", async (port) => {
    expect(await readEvents(port, feed, 5, 3)).toBeGreaterThan(0);
    await expect(readEvents(port, feed, 5, 3)).rejects.toThrow("2 events of 6–8 came");
    await expect(readEvents(port, feed, 5, 3)).rejects.toThrow("3 events of 6–8 came");
  });
});

test("a page for which the room was asked did not come from the cache", async () => {
  const page = events(...Array.from({ length: 512 }, (_, n) => n + 513));
  await withAnswers([page], "kv;dur=1, total;dur=2", async (port) => {
    expect(await readPage(port, feed, 2, "kv")).toBeGreaterThan(0);
  });
  await withAnswers([page, page], "room;dur=1, kv;dur=1, total;dur=2", async (port) => {
    await expect(readPage(port, feed, 2, "kv")).rejects.toThrow("page 2 came from room, kv");
    await expect(readPage(port, feed, 2, "d1")).rejects.toThrow("page 2 came from room, kv");
  });
});

test("a filter is followed to its end, and has to find what there is", async () => {
  const [first, second, third] = rareSeqs(feed.head) as [number, number, number];
  const part = { ...events(first), next: "cursor" };
  await withAnswers([part, events(second, third)], "total;dur=2", async (port) => {
    expect((await readRare(port, feed)).answers).toBe(2);
  });
  await withAnswers([part, events(third)], "total;dur=2", async (port) => {
    await expect(readRare(port, feed)).rejects.toThrow("the rare events are 250, 500, 750");
  });
});
