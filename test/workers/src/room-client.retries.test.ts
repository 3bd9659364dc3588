import { afterEach, describe, expect, test, vi } from "vitest";
import { hashFeed } from "../../../telemetry/log.ts";
import { createEnv, appendAll, post, failure } from "../one-room.ts";

afterEach(() => vi.restoreAllMocks());

describe("a room out of reach", () => {
  test("that is overloaded is not asked again: 503 with Retry-After", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { env, calls } = createEnv(async () => Promise.reject(failure({ overloaded: true, retryable: true })));
    const answer = await post(env, '{"type":"signal"}');
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("1");
    expect(await answer.json()).toMatchObject({ type: "/problems/room-overloaded" });
    expect(calls).toHaveLength(1);
  });

  test("that fails once is asked once more, for the same drafts", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    let fails = true;
    const { env, addressed, calls } = createEnv(async (request) => {
      if (!fails) return appendAll(request);
      fails = false;
      throw failure({ retryable: true });
    });
    const answer = await post(env, '[{"type":"signal"},{"type":"signal","id":"mine"}]');
    expect(answer.status).toBe(200);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
    expect(addressed).toEqual(["u1", "u1"]);
  });

  test("that fails twice is 503, and the log has one line without a key", async () => {
    const logged: unknown[] = [];
    vi.spyOn(console, "warn").mockImplementation((...words) => void logged.push(...words));
    const { env, calls } = createEnv(async () => Promise.reject(failure({})));
    const answer = await post(env, '{"type":"signal"}');
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("2");
    expect(await answer.json()).toMatchObject({ type: "/problems/room-unreachable" });
    expect(calls).toHaveLength(2);
    expect(logged.map((line) => JSON.parse(String(line)) as object)).toEqual([
      { level: "warn", what: "the room is unreachable", feed: hashFeed("u1"), cause: "Error", tries: 2 },
    ]);
  });

  test.each([
    ["database or disk is full: SQLITE_FULL", { durableObjectReset: true }, 507, "storage-full", "60"],
    ["no such column: edge: SQLITE_ERROR", { remote: true }, 500, "room-broken", null],
    ["database disk image is malformed: SQLITE_CORRUPT", {}, 500, "room-broken", null],
    ["limits", { remote: true }, 500, "room-broken", null],
    ["Durable Object's isolate exceeded its memory limit and was reset.", {}, 503, "room-unreachable", "2"],
  ])(
    "that says %j is not asked again where a repeat does the same",
    async (message, marks, status, slug, retryAfter) => {
      for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
      const { env, calls } = createEnv(async () => Promise.reject(Object.assign(new Error(message), marks)));
      const answer = await post(env, '{"type":"signal"}');
      expect([answer.status, answer.headers.get("Retry-After")]).toEqual([status, retryAfter]);
      const { type, detail } = await answer.json<{ type: string; detail: string }>();
      expect(type).toBe(`/problems/${slug}`);
      expect(detail.includes("Retry the same")).toBe(slug === "room-unreachable");
      expect(calls).toHaveLength(1);
    },
  );

  test("that took its time is not asked again", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    let nowMs = 1_000_000;
    vi.spyOn(Date, "now").mockImplementation(() => nowMs);
    const { env, calls } = createEnv(async () => {
      nowMs += 2_001;
      throw failure({ retryable: true });
    });
    expect((await post(env, '{"type":"signal"}')).status).toBe(503);
    expect(calls).toHaveLength(1);
  });

  test("that refuses is heard as it is", async () => {
    const { env } = createEnv(async () => ({
      kind: "refused",
      problem: { slug: "id-conflict", detail: "used", extra: { seq: 7 } },
    }));
    const answer = await post(env, '{"type":"signal"}');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ type: "/problems/id-conflict", detail: "used", seq: 7 });
  });
});
