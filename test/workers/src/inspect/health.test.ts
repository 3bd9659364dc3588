/**
 * A deployment that lacks something: its database's tables, its secrets.
 */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { app } from "../../../../src/app.ts";
import type { Env } from "../../../../src/env.ts";
import { problemOf } from "../../edge.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A request to a deployment with bindings of its own. */
const ask = (path: string, bindings: Partial<Env>, init: RequestInit = {}) =>
  app.request(path, init, { ...env, ...bindings }, createExecutionContext());

/** The database, and how often it was asked. */
function counted(database: D1Database) {
  const asked: string[] = [];
  const prepare = (sql: string) => {
    asked.push(sql);
    return database.prepare(sql);
  };
  return { database: { prepare } as unknown as D1Database, asked };
}

describe("health", () => {
  it("is ok while the database answers and has its tables, and asks it once for everybody", async () => {
    const { database, asked } = counted(env.DB);
    for (let n = 0; n < 20; n++) {
      const answer = await ask("/v1/health", { DB: database });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Cache-Control")).toBe("no-store");
      expect(await answer.json()).toEqual({ status: "ok" });
    }
    expect(asked).toHaveLength(1);
  });

  it("is a problem without the tables, which it names, and is asked for again after some seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { database, asked } = counted(env.EMPTY_DB);
    for (let n = 0; n < 3; n++) {
      const answer = await ask("/v1/health", { DB: database });
      expect(answer.headers.get("Retry-After")).toBe("5");
      const { type, detail } = await answer.json<{ type: string; detail: string }>();
      expect([answer.status, type]).toEqual([503, "/problems/archive-unavailable"]);
      expect(detail).toContain("(feed, page, trade, chapter)");
    }
    expect(asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + 5_001);
    expect((await ask("/v1/health", { DB: database })).status).toBe(503);
    expect(asked).toHaveLength(2);
  });

  it("is a problem while the database fails", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = { prepare: () => ({ bind: () => ({ all: () => Promise.reject(new Error("down")) }) }) };
    expect(await problemOf(await ask("/v1/health", { DB: failing as unknown as D1Database }))).toEqual([
      503,
      "archive-unavailable",
    ]);
  });

  it("does not wait for a database that does not answer", async () => {
    // In real time: rooms of earlier tests share this isolate, and a timer of theirs that is faked goes off in the wrong context.
    const hanging = { prepare: () => ({ bind: () => ({ all: () => new Promise(() => {}) }) }) };
    const answer = await ask("/v1/health", { DB: hanging as unknown as D1Database });
    expect(await problemOf(answer)).toEqual([503, "archive-unavailable"]);
  });
});
