/**
 * What one post costs beside the platform, counted: machines differ in time, not in this. A body is parsed once, however
 * many watch; the answer takes its headers from one place; a frame adds a fixed number of bytes to its event.
 */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { TestSocket } from "../../support.ts";
import { createFeed, issueKey, openSocket, send } from "../../edge.ts";

const POSTS = 20;
const MARK = "x".repeat(100);
const event = (index: number) => ({ type: "signal", pair: "ETH/USDT", data: { index, text: MARK } });

/** How often a text with `MARK` in it is parsed while `work` runs, by the Worker, the room and the test. */
async function countParses(work: () => Promise<void>): Promise<number> {
  const spy = vi.spyOn(JSON, "parse");
  onTestFinished(() => spy.mockRestore());
  await work();
  return spy.mock.calls.filter(([text]) => text.includes(MARK)).length;
}

describe("a single post", () => {
  it.each([
    ["/v1/events", 0],
    ["/v1/events", 3],
    ["/v1/webhooks/freqtrade", 0],
  ])("to %s with %i readers parses its body once", async (path, readers) => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish", bot: "b" });
    const sockets: TestSocket[] = [];
    for (let reader = 0; reader < readers; reader++) {
      const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`);
      sockets.push(socket);
      onTestFinished(() => socket.raw.close());
    }
    for (let index = 0; index < 3; index++) await (await send("POST", path, key, event(index))).text();
    const parses = await countParses(async () => {
      for (let index = 0; index < POSTS; index++) {
        const answer = await send("POST", path, key, event(100 + index));
        expect(answer.status).toBe(200);
        await answer.text();
      }
      for (const socket of sockets)
        await socket.until(() => socket.texts.some((text) => text.includes(`"index":${99 + POSTS}`)));
    });
    // A reader of the tests parses each frame itself.
    expect(parses).toBe(POSTS + readers * POSTS);
  });

  it("reaches a reader in a frame of at most 100 bytes more than its event, and the same bytes for each", async () => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish", bot: "b" });
    const sockets: TestSocket[] = [];
    for (let reader = 0; reader < 3; reader++)
      sockets.push(await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`));
    onTestFinished(() => sockets.forEach(({ raw }) => raw.close()));
    await (await send("POST", "/v1/events", key, event(1))).text();
    const isIn = ({ texts }: (typeof sockets)[number]) => texts.some((text) => text.includes('"type":"events"'));
    for (const socket of sockets) await socket.until(() => isIn(socket));
    const frames = sockets.map(({ texts }) => texts.find((text) => text.includes('"type":"events"'))!);
    expect(new Set(frames).size).toBe(1);
    const { events } = JSON.parse(frames[0]!) as { readonly events: readonly object[] };
    expect(frames[0]!.length - JSON.stringify(events[0]).length).toBeLessThanOrEqual(100);
  });
});
