import { describe, expect, test } from "vitest";
import { event } from "../../../support/scripted-feed.ts";
import { type Answer, say, problem, page, gap } from "../../../support/answers.ts";

describe("a gap that is filled from history", () => {
  const passing: readonly [string, Answer][] = [
    ["503 with its problem", say(503, problem)],
    ["503 with another JSON", say(503, { error: "x" })],
    ["503 with null", say(503, null)],
    ["502 with a page of a proxy", say(502, "<html>")],
    ["500 without a body", say(500, "")],
    ["429", say(429, problem)],
    ["nothing", () => Promise.reject(new TypeError("fetch failed"))],
    ["what is no Response", async () => undefined],
    ["a date in Retry-After", say(503, problem, { "retry-after": new Date(Date.now() + 9_000).toUTCString() })],
    ["a past date in Retry-After", say(503, problem, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" })],
    ["a negative Retry-After", say(503, problem, { "retry-after": "-5" })],
    ["garbage in Retry-After", say(503, problem, { "retry-after": "soon" })],
    ["an endless Retry-After", say(503, problem, { "retry-after": "9".repeat(400) })],
  ];
  test.each(passing)("where history answers %s is tried again, with a pause that has an end", async (_, answer) => {
    const script = await gap(answer);
    const { status } = script.feed;
    expect(status).toMatchObject({ phase: "waiting", error: { retryable: true } });
    const pause = status.phase === "waiting" ? status.retryAt - script.clock.now() : NaN;
    expect(pause).toBeGreaterThanOrEqual(0);
    expect(pause).toBeLessThanOrEqual(3_601_000);
    script.timers = 0;
    await script.clock.advance(pause + 1);
    expect(script.timers).toBeLessThan(10);
    expect(script.lines).toHaveLength(2);
    expect(script.errors[0]?.retryAfterMs ?? 1).toBeGreaterThan(0);
  });

  const final: readonly [string, Answer][] = [
    ["200 without events", say(200, {})],
    ["200 with null", say(200, null)],
    ["200 with a web page", say(200, "<html>")],
    ["200 with null among the events", say(200, page({ events: [event(1), null] }))],
    ["200 with another next", say(200, page({ next: 7 }))],
    ["200 without a head", say(200, page({ head: undefined }))],
    ["404 of another server", say(404, "not here")],
    ["403 with a problem of another form", say(403, { type: 7, detail: {} })],
    ["401", say(401, { ...problem, type: "/problems/unauthenticated", status: 401 })],
  ];
  test.each(final)("where history answers %s is named, with the cause", async (_, answer) => {
    const script = await gap(answer);
    expect(script.resets).toEqual([{ reason: "trimmed", filled: false }]);
    expect(script.errors).toHaveLength(1);
    expect(script.feed.status.phase).toBe("live");
  });

  test("is closed where history has it", async () => {
    const script = await gap(say(200, page()));
    expect(script.seqs).toEqual([1, 2]);
    expect(script.resets).toEqual([{ reason: "trimmed", filled: true }]);
    expect(script.errors).toEqual([]);
  });
});
