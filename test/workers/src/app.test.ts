/**
 * The routes around a room that fails or is out of reach; what a real room does is tested in the runtime.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import { PROBLEMS } from "@fillcast/protocol";
import { app } from "../../../src/app.ts";
import { signToken } from "../../../src/auth/jwt.ts";
import type { Env } from "../../../src/env.ts";
import { key, createEnv, post } from "../one-room.ts";

afterEach(() => vi.restoreAllMocks());

describe("an unexpected error", () => {
  test("is a problem without stack, and its key is not logged", async () => {
    const logged: unknown[] = [];
    vi.spyOn(console, "error").mockImplementation((...words) => void logged.push(...words));
    const env = {
      ...createEnv().env,
      ASSETS: {
        fetch: () => {
          throw new TypeError(`cannot fetch https://edge/x?token=${key}`);
        },
      },
    } as unknown as Env;
    const answer = await app.request("/somewhere", {}, env);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(JSON.parse(text)).toMatchObject({
      type: "/problems/internal",
      instance: answer.headers.get("X-Request-Id"),
    });
    expect(text).not.toContain("TypeError");
    expect(logged).toHaveLength(1);
    expect(String(logged[0])).toContain(answer.headers.get("X-Request-Id"));
    expect(String(logged[0])).not.toContain(key.slice(0, 20));
  });
});

describe("a bad key", () => {
  test("never addresses a room", async () => {
    const { env, addressed } = createEnv();
    const keys = [
      "",
      "x",
      `${key}x`,
      signToken({ sub: "u1", scope: "owner", jti: "k1", iat: 1 }, { current: "other" }),
    ];
    for (const bad of keys) {
      for (const path of ["/v1/events", "/v1/webhooks/freqtrade", "/v1/webhooks/tradingview", "/v1/feeds/u1/tickets"]) {
        const answer = await app.request(
          path,
          {
            method: "POST",
            body: "{}",
            headers: { Authorization: `Bearer ${bad}`, "Content-Type": "application/json" },
          },
          env,
        );
        expect(answer.status, `${path} ${bad}`).toBe(401);
        expect(answer.headers.get("WWW-Authenticate")).toContain("Bearer");
      }
    }
    expect(addressed).toEqual([]);
  });

  test("is reported before a bad body", async () => {
    const { env } = createEnv();
    expect((await post(env, "{", { Authorization: "Bearer x" })).status).toBe(401);
  });
});

describe("ids", () => {
  test("an event without one gets a UUID that a retry would carry too", async () => {
    const { env, calls } = createEnv();
    await post(env, '{"type":"signal"}');
    expect(calls[0]!.drafts[0]!.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("Idempotency-Key is the id of a single event, and begins those of a batch", async () => {
    const { env, calls } = createEnv();
    await post(env, '{"type":"signal"}', { "Idempotency-Key": "op-1" });
    await post(env, '[{"type":"signal"},{"type":"signal","id":"own"},{"type":"signal"}]', {
      "Idempotency-Key": "op-2",
    });
    const ids = calls.map(({ drafts }) => drafts.map(({ id }) => id));
    expect(ids).toEqual([["op-1"], ["op-2:0", "own", "op-2:2"]]);
  });

  test("an Idempotency-Key that can be no id is refused", async () => {
    const { env, calls } = createEnv();
    for (const idempotencyKey of ["k".repeat(129), "a\u0080b"]) {
      const answer = await post(env, '{"type":"signal"}', { "Idempotency-Key": idempotencyKey });
      expect(answer.status).toBe(400);
    }
    expect((await post(env, '[{"type":"signal"}]', { "Idempotency-Key": "k".repeat(127) })).status).toBe(400);
    expect(calls).toEqual([]);
  });
});

describe("an imported event", () => {
  const importing = () => {
    const { env, calls } = createEnv();
    return { env: { ...env, IMPORT: "on" } as unknown as Env, calls };
  };

  test("has the time that the request says, in milliseconds", async () => {
    const { env, calls } = importing();
    const answer = await post(env, '{"type":"signal"}', { "X-Fillcast-At": "1729761303123" });
    expect(answer.status).toBe(200);
    expect(calls.map(({ at }) => at)).toEqual([1_729_761_303_123]);
  });

  test.each(["1729761303", "0", "-1", "soon", "1e12", "946684799999", "253402300800000", "9".repeat(16)])(
    "is refused at %s, which is no such time",
    async (at) => {
      const { env, calls } = importing();
      const answer = await post(env, '{"type":"signal"}', { "X-Fillcast-At": at });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ type: "/problems/invalid-request" });
      expect(calls).toEqual([]);
    },
  );
});

describe("every answer", () => {
  test.each([
    ["GET", "/v1/health", 200],
    ["GET", "/v1", 404],
    ["GET", "/v1/", 404],
    ["GET", "/v1/nothing", 404],
    ["POST", "/parties/other/x", 404],
    ["GET", "/parties", 404],
    ["GET", "/problems/none", 404],
    ["GET", "/problems/toString", 404],
    ["POST", "/index.html", 404],
    ["GET", "/index.html", 200],
    ["HEAD", "/", 200],
    ["OPTIONS", "/v1/events", 204],
    ["OPTIONS", "/anything", 204],
    ["GET", "/v1/events", 405],
    ["HEAD", "/v1/events", 405],
    ["PUT", "/v1/events", 405],
    ["GET", "/v1/webhooks/freqtrade", 405],
    ["GET", "/v1/webhooks/freqtrade/some-key", 405],
    ["DELETE", "/v1/health", 405],
    ["POST", "/parties/feed/u1", 405],
    ["GET", "/parties/feed/u1", 426],
  ])("%s %s: %i, with the request's id and CORS", async (method, path, status) => {
    const { env } = createEnv();
    const answer = await app.request(path, { method, headers: { "X-Request-Id": "mine-1" } }, env);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("X-Request-Id")).toBe("mine-1");
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(answer.headers.has("Access-Control-Allow-Credentials")).toBe(false);
    if (status >= 400) expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    if (status >= 400 && method !== "HEAD") expect(await answer.json()).toMatchObject({ instance: "mine-1" });
  });

  test("names the methods that an address takes", async () => {
    const { env } = createEnv();
    const allowed = async (path: string) => (await app.request(path, { method: "PATCH" }, env)).headers.get("Allow");
    expect(await allowed("/v1/events")).toBe("POST, OPTIONS");
    expect(await allowed("/v1/feeds/u1/keys")).toBe("POST, GET, HEAD, OPTIONS");
    expect(await allowed("/v1/feeds/u1/keys/k1")).toBe("DELETE, OPTIONS");
  });

  test.each(["", "a b", "é", "x".repeat(129), "<script>"])("does not repeat %j as its id", async (sent) => {
    const { env } = createEnv();
    const answer = await app.request("/v1/health", { headers: { "X-Request-Id": sent } }, env);
    expect(answer.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test.each(Object.entries(PROBLEMS))("the address of %s explains it", async (slug, { title, status }) => {
  const answer = await app.request(`/problems/${slug}`, {}, createEnv().env);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toContain(title);
  expect(text).toContain(String(status));
});
