import { describe, expect, test } from "vitest";
import { ScriptedFeed } from "../../../support/scripted-feed.ts";
import { type Answer, say, problem } from "../../../support/answers.ts";

const moved: Answer = async () => {
  const answer = new Response(JSON.stringify({ ...problem, type: "/problems/upgrade-required" }), { status: 426 });
  return Object.defineProperties(answer, {
    redirected: { value: true },
    url: { value: "https://here/parties/feed/alice" },
  });
};

describe("a connection that does not come about", () => {
  const fail = async (answer: Answer, tries = 4): Promise<ScriptedFeed> => {
    const script = new ScriptedFeed({ fetch: answer as never });
    for (let attempt = 0; attempt < tries; attempt++) {
      await script.attempt();
      await script.close(1006);
    }
    await script.clock.advance(0);
    return script;
  };

  test.each([
    ["nothing listens", () => Promise.reject(new TypeError("x")), "network"],
    ["a web page answers", say(200, "<html>"), "invalid-answer"],
    ["another server answers", say(404, "nope"), "invalid-answer"],
    ["it moved, as a handshake never learns", moved, "invalid-answer"],
    ["no WebSocket gets through", say(426, { ...problem, type: "/problems/upgrade-required" }), "websocket-blocked"],
  ] as const)("because %s is explained after three tries, once", async (_, answer, code) => {
    const early = await fail(answer, 2);
    expect(early.codes).toEqual([]);
    const script = await fail(answer, 9);
    expect(script.codes).toEqual([code]);
    expect(script.errors[0]).toMatchObject({ retryable: true, message: expect.stringContaining("http://there") });
    expect(script.feed.status).toMatchObject({ phase: "waiting", reason: "network", error: { code } });
    await script.attempt();
    await script.live();
    await script.close(1006);
    expect(script.feed.status).not.toHaveProperty("error");
  });

  test("because this runtime has no WebSocket ends at once", async () => {
    const script = new ScriptedFeed({}, null);
    await script.clock.advance(0);
    expect(script.feed.status).toMatchObject({ phase: "failed", error: { code: "no-websocket" } });
    expect(script.codes).toEqual(["no-websocket"]);
  });

  test("is left to the fallback where WebSockets are blocked", async () => {
    const opened: string[] = [];
    const fallback = () => () => {
      opened.push("fallback");
      return { send: () => {}, close: () => {} };
    };
    const answer = say(426, { ...problem, type: "/problems/upgrade-required" });
    const script = new ScriptedFeed({ fetch: answer as never, fallback });
    for (let attempt = 0; attempt < 3; attempt++) {
      await script.attempt();
      await script.close(1006);
    }
    await script.clock.advance(31_000);
    expect(opened.length).toBeGreaterThan(0);
    expect(script.lines).toHaveLength(3);
  });
});
