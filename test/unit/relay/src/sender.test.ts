import { describe, expect, test } from "vitest";
import type { HttpOutcome } from "../../../../relay/src/http.ts";
import { judge, NEW_LINE } from "../../../../relay/src/sender.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpOutcome => ({
  kind: "answer",
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const problem = (status: number, slug: string, headers = {}): HttpOutcome =>
  answer(status, { type: `/problems/${slug}`, title: slug, status, detail: "d" }, headers);
const ids = ["a", "b", "c"];

describe("an answer with entries", () => {
  test("settles exactly what it names: stored, duplicate, heartbeat and refused", () => {
    const refusal = { type: "/problems/invalid-event", status: 422, title: "t", detail: "d" };
    const events = [
      { id: "a", seq: 1, duplicate: true },
      { id: "b", problem: refusal },
      { id: "x", seq: 3 },
    ];
    const judged = judge(ids, answer(200, { status: "ok", events }), { failures: 4, limit: 8 }, 0.5);
    expect([...judged.stored]).toEqual(["a"]);
    expect([...judged.refused]).toEqual([["b", JSON.stringify(refusal)]]);
    expect(judged).toMatchObject({ pauseMs: 0, error: null, line: { failures: 0, limit: 16 } });
  });

  test("without an id is of the item in its place", () => {
    const refusal = { type: "/problems/malformed-json", status: 400 };
    const judged = judge(
      ["a", "b"],
      answer(200, { status: "ok", events: [{ id: "a" }, { id: null, problem: refusal }] }),
      NEW_LINE,
      0,
    );
    expect([[...judged.stored], [...judged.refused.keys()]]).toEqual([["a"], ["b"]]);
  });

  test("leaves an item that it wants later", () => {
    const later = { type: "/problems/room-overloaded", status: 503 };
    const judged = judge(
      ["a", "b"],
      answer(200, { status: "ok", events: [{ id: "a", problem: later }, { id: "b" }] }),
      NEW_LINE,
      0,
    );
    expect([[...judged.stored], judged.refused.size]).toEqual([["b"], 0]);
  });
});

describe("nothing is settled", () => {
  test.each([
    ["a page", answer(200, "<html>")],
    ["JSON of somebody else", answer(200, { ok: true })],
    ["no entry of ours", answer(200, { status: "ok", events: [{ id: "z" }] })],
    ["entries that are none", answer(200, { status: "ok", events: [null, 1, "a", { id: 1 }] })],
    ["a proxy's refusal", answer(413, "too large")],
    ["a proxy's 404", answer(404, "not here")],
    ["a redirect", answer(302, "", { location: "https://login.example" })],
    ["a proxy's failure", answer(502, "bad gateway")],
    ["no connection", { kind: "failure", code: "ECONNREFUSED", words: "nothing listens" } as const],
    ["a refused key", problem(401, "key-revoked")],
    ["a wrong scope", problem(403, "wrong-scope")],
    ["no feed", problem(404, "feed-not-found")],
    ["an erased feed", problem(410, "feed-erased")],
    ["a wait", problem(429, "rate-limited", { "retry-after": "7" })],
    ["a failure", problem(500, "internal")],
    ["a body that was cut off", problem(400, "malformed-body")],
  ])("by %s, and it is said why", (_, outcome) => {
    const judged = judge(ids, outcome, NEW_LINE, 0.5);
    expect([judged.stored.size, judged.refused.size, judged.hasNoRelay]).toEqual([0, 0, false]);
    expect(judged.error).not.toBe(null);
    expect(judged.pauseMs).toBeGreaterThan(0);
    expect(judged.line.failures).toBe(1);
  });
});

describe("the pause", () => {
  const down = { kind: "failure", code: "TIMEOUT", words: "late" } as const;

  test("grows to 30 s, anywhere below", () => {
    expect(judge(ids, down, { failures: 0, limit: 500 }, 1).pauseMs).toBe(1_000);
    expect(judge(ids, down, { failures: 3, limit: 500 }, 0.5).pauseMs).toBe(4_000);
    expect(judge(ids, down, { failures: 4_000, limit: 500 }, 1).pauseMs).toBe(30_000);
    expect(judge(ids, down, { failures: 4_000, limit: 500 }, 0).pauseMs).toBe(0);
  });

  test("is what the server names, and an hour at most", () => {
    const wait = (after: string): number =>
      judge(ids, problem(429, "rate-limited", { "retry-after": after }), { failures: 9, limit: 500 }, 0).pauseMs;
    expect(wait("7")).toBe(7_000);
    expect(wait("999999")).toBe(3_600_000);
    expect(wait("Wed, 21 Oct 2026 07:28:00 GMT")).toBe(0);
  });

  test("is a minute where the key is refused", () => {
    expect(judge(ids, problem(401, "unauthenticated"), NEW_LINE, 0).pauseMs).toBe(60_000);
  });
});

describe("a request that is refused as a whole", () => {
  test.each([
    [400, "malformed-json"],
    [413, "body-too-large"],
    [415, "unsupported-media-type"],
    [422, "invalid-body"],
  ])("%i is halved, and set aside where it is one item", (status, slug) => {
    const whole = judge(ids, problem(status, slug), NEW_LINE, 0.5);
    expect(whole).toMatchObject({ line: { limit: 1 }, pauseMs: 0, refused: new Map() });
    const single = judge(["a"], problem(status, slug), whole.line, 0.5);
    expect([...single.refused.keys()]).toEqual(["a"]);
  });
});

test("an older server is known by its own 404", () => {
  expect(judge(ids, problem(404, "not-found"), NEW_LINE, 0)).toMatchObject({ hasNoRelay: true, error: null });
});
