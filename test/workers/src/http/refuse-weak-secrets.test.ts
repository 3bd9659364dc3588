import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { app } from "../../../../src/app.ts";
import type { Env } from "../../../../src/env.ts";
import { createFeed } from "../../edge.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A request to a deployment with bindings of its own. */
const ask = (path: string, bindings: Partial<Env>, init: RequestInit = {}) =>
  app.request(path, init, { ...env, ...bindings }, createExecutionContext());

describe("a weak secret", () => {
  const weak: readonly (readonly [string, Partial<Env>, string])[] = [
    ["a signing secret of 31 characters", { SIGNING_SECRET: "s".repeat(31) }, "SIGNING_SECRET needs at least 32"],
    ["a token of 15 characters", { ADMIN_TOKEN: "t".repeat(15) }, "ADMIN_TOKEN needs at least 16"],
    ["an empty signing secret", { SIGNING_SECRET: "" }, "SIGNING_SECRET is missing"],
    ["no token", { ADMIN_TOKEN: undefined as unknown as string }, "ADMIN_TOKEN is missing"],
    [
      "a short previous secret",
      { SIGNING_SECRET_PREVIOUS: "p".repeat(8) },
      "SIGNING_SECRET_PREVIOUS needs at least 32",
    ],
  ];

  it.each(weak)("%s serves nobody, says so in the log, and shows nothing of it", async (_, bindings, said) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    // The line is said once a minute.
    vi.setSystemTime(Date.now() + 3_600_000 * (1 + weak.findIndex(([, , text]) => text === said)));
    const logged: unknown[] = [];
    vi.spyOn(console, "error").mockImplementation((line) => void logged.push(line));
    const { key } = await createFeed();
    for (const [path, init] of [
      ["/v1/health", {}],
      ["/v1/events", { method: "POST", body: "{}", headers: { Authorization: `Bearer ${key}` } }],
      ["/v1/feeds", { method: "POST", body: "{}", headers: { Authorization: `Bearer ${bindings.ADMIN_TOKEN}` } }],
      ["/parties/feed/x", { headers: { Upgrade: "websocket" } }],
      ["/", {}],
    ] as const) {
      const answer = await ask(path, bindings, init);
      expect(answer.status, path).toBe(500);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ type: "/problems/not-set-up" });
      expect(text).not.toMatch(/secret|token|character/i);
    }
    expect(logged).toHaveLength(1);
    expect(String(logged[0])).toContain(said);
    for (const secret of Object.values(bindings)) {
      if (typeof secret === "string" && secret !== "") expect(String(logged[0])).not.toContain(secret);
    }
  });

  it("is none of the least length, nor an empty previous one", async () => {
    const bindings = { SIGNING_SECRET: "s".repeat(32), ADMIN_TOKEN: "t".repeat(16), SIGNING_SECRET_PREVIOUS: "" };
    expect((await ask("/v1/health", bindings)).status).toBe(200);
  });
});
