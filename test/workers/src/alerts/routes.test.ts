/**
 * Destinations over HTTP: who may do what, and that an address goes in and never comes out.
 */
import { createExecutionContext, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { DEFAULT_ALERT_RULES } from "@fillcast/protocol";
import { app } from "../../../../src/app.ts";
import { device } from "../../../support/alerts.ts";
import { call, issueKey, problemOf, send } from "../../edge.ts";
import { SECRET, HOST, hook, base, add, made, list, receivers, createFeed } from "../../alerts-rig.ts";

describe("a destination", () => {
  it("is made with the default rules, listed without its address, changed, and removed", async () => {
    const feed = await createFeed();
    const answer = await add(feed);
    expect(answer.status).toBe(201);
    const destination = await made(answer);
    expect(destination).toMatchObject({
      kind: "webhook",
      label: "Mine",
      host: HOST,
      rules: DEFAULT_ALERT_RULES,
      own: true,
      status: { lastSuccessAt: null, lastError: null, off: null, waiting: 0, dropped: 0 },
    });
    expect(await list(feed)).toEqual([destination]);
    const path = `${base(feed)}/${destination.id}`;
    const quiet = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
    const changed = await made(
      await send("PATCH", path, feed.key, {
        label: "Phone",
        rules: { opened: true, quiet, bots: ["b", "b"], loss: { amount: "5.0" } },
      }),
    );
    expect(changed).toMatchObject({
      label: "Phone",
      rules: { ...DEFAULT_ALERT_RULES, opened: true, quiet, bots: ["b"], loss: { amount: "5", ratio: null } },
    });
    await evictDurableObject(env.Feed.getByName(feed.feed));
    expect(await list(feed)).toEqual([changed]);
    expect((await send("DELETE", path, feed.key)).status).toBe(204);
    expect(await list(feed)).toEqual([]);
    expect(await problemOf(await send("DELETE", path, feed.key))).toEqual([404, "destination-not-found"]);
  });

  it("goes nowhere else than into a sealed row: not into answers, inspection, records or the state", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    await send("POST", "/v1/events", feed.key, { type: "exception", data: { status: "x" } });
    const paths = [
      base(feed),
      `/v1/rooms/${feed.feed}`,
      `/v1/feeds/${feed.feed}/records`,
      `/v1/feeds/${feed.feed}/summary`,
    ];
    for (const path of paths) {
      const text = await (await send("GET", path, feed.key)).text();
      expect(text).not.toMatch(/secret-path|whsec_/);
    }
    await runInDurableObject(env.Feed.getByName(feed.feed), (_, { storage: { sql } }) => {
      const [row] = sql.exec("SELECT * FROM destination WHERE id = ?", id).toArray();
      const { sealed, ...open } = row as unknown as { sealed: ArrayBuffer };
      expect(JSON.stringify(open)).not.toMatch(/secret-path|whsec_/);
      expect(Buffer.from(sealed).toString("latin1")).not.toMatch(/secret-path|whsec_/);
    });
  });

  it("is in the inspection, with how it goes", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    receivers.answer(HOST, () => new Response("no", { status: 500 }));
    await send("POST", `${base(feed)}/${id}/test`, feed.key);
    const { destinations } = await (
      await send("GET", `/v1/rooms/${feed.feed}`, feed.key)
    ).json<{ destinations: object[] }>();
    expect(destinations).toMatchObject([
      { id, kind: "webhook", host: HOST, waiting: 0, dropped: 0, lastError: expect.stringContaining("500") as string },
    ]);
  });

  it("is gone with its feed", async () => {
    const feed = await createFeed();
    await made(await add(feed));
    await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN);
    await runInDurableObject(env.Feed.getByName(feed.feed), (_, { storage: { sql } }) => {
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'destination'").toArray()).toEqual([]);
    });
    expect(await problemOf(await send("GET", base(feed), env.ADMIN_TOKEN))).toEqual([410, "feed-erased"]);
  });
});

describe("keys", () => {
  it("that only read see, make and change their own devices, and nothing else", async () => {
    const feed = await createFeed();
    const [reader, other] = [
      await issueKey(feed, { scope: "subscribe" }),
      await issueKey(feed, { scope: "subscribe" }),
    ];
    const owners = await made(await add(feed));
    const phone = await made(await add(feed, device("phone"), {}, reader.key));
    expect(await problemOf(await add(feed, hook, {}, reader.key))).toEqual([403, "wrong-scope"]);
    expect((await list(feed, reader.key)).map(({ id, own }) => [id, own])).toEqual([[phone.id, true]]);
    expect((await list(feed)).map(({ id, own }) => [id, own])).toEqual([
      [owners.id, true],
      [phone.id, false],
    ]);
    expect(await list(feed, other.key)).toEqual([]);
    for (const id of [owners.id, phone.id]) {
      for (const [method, path, body] of [
        ["PATCH", `${base(feed)}/${id}`, { label: "x" }],
        ["POST", `${base(feed)}/${id}/test`, undefined],
        ["DELETE", `${base(feed)}/${id}`, undefined],
      ] as const) {
        expect(await problemOf(await send(method, path, other.key, body))).toEqual([404, "destination-not-found"]);
      }
    }
    expect((await send("PATCH", `${base(feed)}/${phone.id}`, reader.key, { label: "Phone" })).status).toBe(200);
    expect((await send("DELETE", `${base(feed)}/${phone.id}`, feed.key)).status).toBe(204);
  });

  it.each(["publish", "inspect"])("of scope %s do nothing here", async (scope) => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope });
    expect(await problemOf(await send("GET", base(feed), key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await add(feed, device("x"), {}, key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await send("POST", `/v1/feeds/${feed.feed}/telegram-chats`, key, { token: "1:x" }))).toEqual(
      [403, "wrong-scope"],
    );
  });

  it("of readers find no chats, and nobody does anything without one", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    const chats = `/v1/feeds/${feed.feed}/telegram-chats`;
    expect(await problemOf(await send("POST", chats, reader.key, { token: "1:x" }))).toEqual([403, "wrong-scope"]);
    for (const path of [base(feed), chats]) expect((await call(path, { method: "POST" })).status).toBe(401);
  });

  it("that are revoked take their devices along", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    await made(await add(feed, device("phone"), {}, reader.key));
    const kept = await made(await add(feed, device("tablet")));
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${reader.id}`, feed.key);
    expect(await list(feed)).toEqual([kept]);
  });
});

describe("a device", () => {
  it("that registers again is the same destination, with its rules, whatever key it has by now", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    const first = await made(await add(feed, device("phone"), { rules: { opened: true } }));
    const again = await made(await add(feed, device("phone"), { label: "New name" }, reader.key));
    expect(again).toMatchObject({
      id: first.id,
      label: "New name",
      createdAt: first.createdAt,
      rules: { opened: true },
    });
    expect(await list(feed)).toHaveLength(1);
    expect((await list(feed, reader.key)).map(({ own }) => own)).toEqual([true]);
  });

  it("registers with all that its subscription's JSON has", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed, { ...device("phone"), expirationTime: null }));
    expect((await made(await add(feed, device("phone")))).id).toBe(id);
  });

  it("that registers twice at once is one", async () => {
    const feed = await createFeed();
    const answers = await Promise.all(Array.from({ length: 5 }, () => add(feed, device("phone"))));
    const ids = new Set(await Promise.all(answers.map(async (answer) => (await made(answer)).id)));
    expect(ids.size).toBe(1);
    expect(await list(feed)).toHaveLength(1);
  });

  it("renews its subscription without a key, by the old one's secret", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed, device("old"), { rules: { opened: true } }));
    const renew = (auth: string, name = "new", of = id) =>
      call(`${base(feed)}/${of}/renew`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ auth, address: device(name) }),
      });
    const { auth } = device("old").keys;
    expect(await problemOf(await renew("AAAAAAAAAAAAAAAAAAAAAA"))).toEqual([404, "destination-not-found"]);
    expect((await renew(auth)).status).toBe(204);
    // A repeat of a renewal whose answer was lost.
    expect((await renew(auth)).status).toBe(204);
    // It is known by its new endpoint.
    expect(await made(await add(feed, device("new")))).toMatchObject({ id, rules: { opened: true } });
    expect(await list(feed)).toHaveLength(1);
    const guessed = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    expect(await problemOf(await renew(auth, "x", guessed))).toEqual([404, "destination-not-found"]);
  });

  it("that the page has registered again before its renewal is one destination", async () => {
    const feed = await createFeed();
    const old = await made(await add(feed, device("old")));
    const fresh = await made(await add(feed, device("new")));
    const answer = await call(`${base(feed)}/${old.id}/renew`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ auth: device("old").keys.auth, address: device("new") }),
    });
    expect(answer.status).toBe(204);
    expect((await list(feed)).map(({ id }) => id)).toEqual([fresh.id]);
  });

  it("is renewed by its own id alone, and by no other kind", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    const answer = await call(`${base(feed)}/${id}/renew`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ auth: SECRET, address: device("new") }),
    });
    expect(await problemOf(answer)).toEqual([404, "destination-not-found"]);
  });
});

describe("a test message", () => {
  it("is sent at once, and its receiver's answer is the answer", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    receivers.answer(HOST, () => new Response(null, { status: 204 }));
    const answer = await send("POST", `${base(feed)}/${id}/test`, feed.key);
    expect([answer.status, await answer.json()]).toEqual([200, { delivered: true }]);
    expect(receivers.at(HOST)).toHaveLength(1);
    expect(receivers.at(HOST)[0]!.body).toContain("Fillcast test message");
    expect((await list(feed))[0]!.status.lastSuccessAt).not.toBeNull();
    expect(await problemOf(await send("POST", `${base(feed)}/${id}/test`, feed.key))).toEqual([429, "rate-limited"]);
  });

  it("that is refused says how, and never where to", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed));
    receivers.answer(HOST, ({ url }) => new Response(`no ${url} ${SECRET}`, { status: 500 }));
    const answer = await send("POST", `${base(feed)}/${id}/test`, feed.key);
    expect(answer.status).toBe(502);
    const { type, detail } = await answer.json<{ type: string; detail: string }>();
    expect(type).toBe("/problems/destination-failed");
    expect(detail).toContain("500");
    expect(detail).not.toMatch(/secret-path|whsec_/);
  });

  it("to a device that is gone removes it", async () => {
    const feed = await createFeed();
    const { id } = await made(await add(feed, { kind: "discord", url: "https://discord.com/api/webhooks/1/x" }));
    receivers.answer("discord.com", () => new Response(null, { status: 404 }));
    expect(await problemOf(await send("POST", `${base(feed)}/${id}/test`, feed.key))).toEqual([
      502,
      "destination-failed",
    ]);
    const [off] = await list(feed);
    expect(off!.status.off).not.toBeNull();
    const on = await made(await send("PATCH", `${base(feed)}/${id}`, feed.key, { on: true }));
    expect(on.status.off).toBeNull();
  });
});

describe("telegram chats", () => {
  it("are those in which somebody wrote to the bot", async () => {
    const feed = await createFeed();
    const updates = [{ update_id: 1, message: { chat: { id: -100123, title: "Trading" } } }];
    receivers.answer("api.telegram.org", () => Response.json({ ok: true, result: updates }));
    const token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
    const answer = await send("POST", `/v1/feeds/${feed.feed}/telegram-chats`, feed.key, { token });
    expect(await answer.json()).toEqual({ chats: [{ id: "-100123", title: "Trading" }] });
    receivers.answer("api.telegram.org", () => new Response("{}", { status: 401 }));
    const refused = await send("POST", `/v1/feeds/${feed.feed}/telegram-chats`, feed.key, { token });
    expect(await problemOf(refused)).toEqual([502, "destination-failed"]);
  });
});

describe("the key for push", () => {
  it("is what browsers subscribe with", async () => {
    const answer = await call("/v1/push");
    expect([answer.status, await answer.json()]).toEqual([200, { key: env.VAPID_PUBLIC_KEY }]);
  });

  it.each([{ VAPID_PUBLIC_KEY: undefined }, { VAPID_PUBLIC_KEY: "none" }, { VAPID_PRIVATE_KEY: "" }])(
    "that nobody has set up says so: %j",
    async (missing) => {
      const answer = await app.request("/v1/push", {}, { ...env, ...missing }, createExecutionContext());
      expect(await problemOf(answer)).toEqual([501, "push-not-set-up"]);
    },
  );
});
