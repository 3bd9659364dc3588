/**
 * The room as a Durable Object: what only the runtime can show. Eviction, hibernation, the liveness answer, refusals before
 * a room is made.
 */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { PAGE_EVENTS } from "@fillcast/protocol";
import { draft } from "../../../support/draft.ts";
import { createFeed, KEY_ID, openSocket, type TestSocket } from "../../support.ts";

const stubOf = (feed: string) => env.Feed.getByName(feed);
const append = (feed: string, ...ids: string[]) =>
  stubOf(feed).append({ v: 1, keyId: KEY_ID, drafts: ids.map((id) => draft(id)) });
const seqs = (socket: TestSocket) => socket.of("events").flatMap((frame) => frame.events.map((event) => event.seq));

describe("a room", () => {
  it("keeps log, dedupe and keys across an eviction", async () => {
    await createFeed("evicted");
    await append("evicted", "a", "b");
    await evictDurableObject(stubOf("evicted"));
    expect(await append("evicted", "b", "c")).toMatchObject({
      results: [
        { seq: 2, duplicate: true },
        { seq: 3, duplicate: false },
      ],
    });
    const socket = await openSocket("evicted", { start: { kind: "tail", count: 9 } });
    await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    expect(seqs(socket)).toEqual([1, 2, 3]);
  });

  it("goes on with its sockets after a hibernation, and answers pings with the head without waking", async () => {
    await createFeed("sleeper");
    const socket = await openSocket("sleeper");
    await append("sleeper", "a");
    await socket.until(() => seqs(socket).length === 1);
    await evictDurableObject(stubOf("sleeper"), { webSockets: "hibernate" });
    socket.raw.send("ping");
    // The room itself takes the text "ping" for a malformed frame: the answer can only be the platform's.
    await socket.until(() => socket.texts.some((text) => /^pong [0-9a-z]{9}_0000000000000001$/.test(text)));
    await append("sleeper", "b");
    await socket.until(() => seqs(socket).length === 2);
    socket.raw.send("ping");
    await socket.until(() => socket.texts.some((text) => text.endsWith("_0000000000000002")));
    socket.raw.send(JSON.stringify({ type: "ping", c: 5 }));
    await socket.until((frames) => frames.some((frame) => frame.type === "pong" && frame.c === 5));
    expect(socket.closed).toBeNull();
  });

  it("resumes across a seal and an eviction with the bytes that went out live", async () => {
    await createFeed("sealed");
    const live = await openSocket("sealed");
    for (let batch = 0; batch < 6; batch++) {
      await append("sealed", ...Array.from({ length: 100 }, (_, index) => `e${batch * 100 + index}`));
    }
    await live.until(() => seqs(live).length === 600);
    await evictDurableObject(stubOf("sealed"));
    const { epoch } = live.of("welcome")[0]!;
    const back = await openSocket("sealed", { start: { kind: "resume", position: { epoch, seq: PAGE_EVENTS - 5 } } });
    await back.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    expect(back.of("events").flatMap((frame) => frame.events)).toEqual(
      live
        .of("events")
        .flatMap((frame) => frame.events)
        .slice(PAGE_EVENTS - 5),
    );
  });

  it("that was never created refuses, writes nothing, and closes sockets 4503", async () => {
    expect(await append("nobody", "a")).toMatchObject({ kind: "refused", problem: { slug: "feed-not-found" } });
    const socket = await openSocket("nobody");
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toMatchObject({ code: 4503, reason: "feed-not-found" });
    await runInDurableObject(stubOf("nobody"), (_, state) => {
      expect(
        state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
      ).toEqual([]);
    });
  });

  it("answers its creation again to the same caller, and refuses another", async () => {
    const epoch = await createFeed("twice");
    expect(
      await stubOf("twice").create({
        v: 1,
        feed: "twice",
        region: "auto",
        key: { id: KEY_ID, scope: "owner", createdAt: 1 },
      }),
    ).toEqual({
      kind: "created",
      epoch,
    });
    expect(
      await stubOf("twice").create({
        v: 1,
        feed: "twice",
        region: "auto",
        key: { id: "other", scope: "owner", createdAt: 1 },
      }),
    ).toMatchObject({ kind: "refused", problem: { slug: "feed-exists" } });
  });

  it("refuses a revoked key at the next request and closes the sockets that it opened", async () => {
    await createFeed("revoking");
    const admin = { v: 1, caller: { kind: "admin" } } as const;
    await stubOf("revoking").issueKey({ ...admin, key: { id: "k2", scope: "subscribe", createdAt: 2 } });
    const socket = await openSocket("revoking", { keyId: "k2" });
    const other = await openSocket("revoking");
    await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    expect(await stubOf("revoking").revokeKey({ ...admin, keyId: "k2" })).toEqual({ kind: "done" });
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toMatchObject({ code: 4501, reason: "unauthenticated" });
    expect(await stubOf("revoking").authorize({ v: 1, caller: { kind: "key", id: "k2" } })).toMatchObject({
      kind: "refused",
      problem: { slug: "key-revoked" },
    });
    const again = await openSocket("revoking", { keyId: "k2" });
    await again.until(() => again.closed !== null);
    expect(again.closed?.code).toBe(4501);
    expect(other.closed).toBeNull();
  });

  it("forgets everything when it is erased, and closes who was there", async () => {
    await createFeed("erased");
    const socket = await openSocket("erased");
    await append("erased", "a");
    expect(await stubOf("erased").erase({ v: 1, caller: { kind: "admin" } })).toEqual({ kind: "done" });
    await socket.until(() => socket.closed !== null);
    expect(socket.closed?.code).toBe(4503);
    expect(await append("erased", "b")).toMatchObject({ problem: { slug: "feed-not-found" } });
  });

  it("keeps its records in SQLite before anybody is answered", async () => {
    await createFeed("durable");
    await append("durable", "a");
    await runInDurableObject(stubOf("durable"), (_, state) => {
      const rows = state.storage.sql.exec("SELECT first, last FROM page_1").toArray();
      expect(rows).toEqual([{ first: 1, last: 1 }]);
    });
  });

  it("closes a socket 4500 on a binary frame and lives on", async () => {
    await createFeed("binary");
    const socket = await openSocket("binary");
    socket.raw.send(new Uint8Array([1, 2, 3]));
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toMatchObject({ code: 4500, reason: "malformed-frame" });
    expect(await append("binary", "a")).toMatchObject({ kind: "appended" });
  });

  it("answers a request that is no subscription with 404, before PartyServer sees it", async () => {
    const response = await stubOf("plain").fetch("https://room/", { headers: { "x-partykit-props": "{" } });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  });
});
