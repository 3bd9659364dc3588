/**
 * What may answer over HTTP: the history, a proxy, another server, nothing.
 */
import { describe, expect, test } from "vitest";
import { ScriptedFeed } from "../../../support/scripted-feed.ts";
import { type Answer, say, problem, page } from "../../../support/answers.ts";

describe("history()", () => {
  const read = async (answer: Answer, token: unknown = "key"): Promise<unknown> => {
    const { feed } = new ScriptedFeed({ fetch: answer as never, token: token as string });
    const seqs: number[] = [];
    for await (const { seq } of feed.history()) seqs.push(seq);
    return seqs;
  };

  test.each([
    ["200 {}", say(200, {}), "invalid-answer"],
    ["200 null", say(200, null), "invalid-answer"],
    ["200 text", say(200, "hello"), "invalid-answer"],
    ["204", async () => new Response(null, { status: 204 }), "invalid-answer"],
    ["404 text", say(404, "hello"), "invalid-answer"],
    ["503 JSON", say(503, []), "invalid-answer"],
    ["503 of Fillcast", say(503, problem), "archive-unavailable"],
    ["the same page again and again", say(200, page({ next: "x" })), "invalid-answer"],
    ["nothing", () => Promise.reject(new Error("x")), "network"],
  ] as const)("throws a typed error for %s", async (_, answer, code) => {
    await expect(read(answer)).rejects.toMatchObject({ name: "FeedError", code });
  });

  const tokens: readonly (readonly [token: () => unknown, code: string])[] = [
    [() => ({}), "token-failed"],
    [() => Promise.reject(new Error("x")), "token-failed"],
    [() => null, "logged-out"],
  ];
  test.each(tokens)("throws a typed error where there is no token (%#)", async (token, code) => {
    await expect(read(say(200, page()), token)).rejects.toMatchObject({ name: "FeedError", code });
  });
});
