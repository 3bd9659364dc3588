import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { app } from "../../../../src/app.ts";
import { signToken, type Claims } from "../../../../src/auth/jwt.ts";
import { RPC_VERSION, SUBSCRIBE_HEADER } from "../../../../parties/feed/rpc.ts";
import { TestSocket } from "../../support.ts";
import { call, createFeed, issueKey, openSocket, send, type CreatedFeed } from "../../edge.ts";

let owner: CreatedFeed;
beforeAll(async () => {
  owner = await createFeed();
});

const secrets = { current: env.SIGNING_SECRET };
const nowS = () => Math.floor(Date.now() / 1000);
const sign = (claims: Partial<Claims>) =>
  signToken({ sub: owner.feed, scope: "subscribe", jti: owner.id, iat: nowS(), ...claims }, secrets);

/** How a socket that is refused ends: its close, and the bye before it. */
async function ending(path: string, headers?: Record<string, string>) {
  const socket = await openSocket(path, headers);
  await socket.until(() => socket.closed !== null);
  expect(socket.of("bye")).toMatchObject([socket.closed]);
  expect(socket.of("welcome")).toEqual([]);
  return socket.closed!.code;
}

describe("a socket opens", () => {
  test("with a key in the query or in a header, and says where it stands", async () => {
    const reader = await issueKey(owner, { scope: "subscribe" });
    for (const [query, headers] of [
      [`?token=${owner.key}`, {}],
      [`?token=${reader.key}&v=1`, {}],
      ["?v=1", { Authorization: `Bearer ${reader.key}` }],
      ["/", { Authorization: `Basic ${btoa(`x:${reader.key}`)}` }],
      [`?token=${reader.key}&_pk=vip&someone=else`, {}],
    ] as const) {
      const socket = await openSocket(`/parties/feed/${owner.feed}${query}`, headers);
      await socket.until(() => socket.of("caught_up").length === 1);
      expect(socket.of("welcome")).toMatchObject([{ v: 1, epoch: owner.epoch, resumed: false }]);
      expect(socket.of("welcome")[0]!.connection).not.toBe("vip");
    }
  });

  test("and its answer carries the request's id, and a subprotocol only where ours is offered", async () => {
    const upgrade = async (protocol?: string) => {
      const headers = {
        Upgrade: "WebSocket",
        "X-Request-Id": "mine-1",
        ...(protocol === undefined ? {} : { "Sec-WebSocket-Protocol": protocol }),
      };
      const answer = await call(`/parties/feed/${owner.feed}?token=${owner.key}`, { headers });
      expect(answer.status).toBe(101);
      expect(answer.headers.get("X-Request-Id")).toBe("mine-1");
      answer.webSocket!.accept();
      answer.webSocket!.close(1000);
      return answer.headers.get("Sec-WebSocket-Protocol");
    };
    expect(await upgrade()).toBeNull();
    expect(await upgrade("graphql-ws")).toBeNull();
    expect(await upgrade("other, fillcast.v1")).toBe("fillcast.v1");
  });

  test("and resumes, filters and starts a little back as it asked", async () => {
    const feed = await createFeed();
    await send("POST", "/v1/events", feed.key, [
      { type: "signal", pair: "A/B" },
      { type: "x-ü".replace("ü", "u"), pair: "É/🚀" },
      { type: "signal", pair: "É/🚀" },
    ]);
    const seqs = async (query: string) => {
      const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}&${query}`);
      await socket.until(() => socket.of("caught_up").length === 1);
      return socket.of("events").flatMap(({ events }) => events.map(({ seq }) => seq));
    };
    expect(await seqs(`epoch=${feed.epoch}&after=1`)).toEqual([2, 3]);
    expect(await seqs("tail=2")).toEqual([2, 3]);
    expect(await seqs("since=1h")).toEqual([1, 2, 3]);
    expect(await seqs("tail=9&types=signal")).toEqual([1, 3]);
    expect(await seqs(`tail=9&pairs=${encodeURIComponent("É/🚀")}`)).toEqual([2, 3]);
    expect(await seqs("tail=9&bots=nobody")).toEqual([]);
  });
});

describe("a socket is accepted and closed", () => {
  test.each<[string, () => string, number]>([
    ["with another version", () => `${owner.feed}?token=${owner.key}&v=2`, 4504],
    ["with no version at all", () => `${owner.feed}?token=${owner.key}&v=`, 4504],
    ["with another version, before its feed is looked at", () => `a%20b?v=9`, 4504],
    ["for a name that no feed has", () => `a%20b?token=${owner.key}`, 4503],
    ["for a percent-encoded name, which is another name", () => `%66${owner.feed.slice(1)}?token=${owner.key}`, 4503],
    ["for 65 characters", () => `${"a".repeat(65)}?token=${owner.key}`, 4503],
    ["for a name of dots", () => `..%2fx?token=${owner.key}`, 4503],
    ["without a token", () => owner.feed, 4501],
    ["with an empty token", () => `${owner.feed}?token=`, 4501],
    ["with nonsense for a token", () => `${owner.feed}?token=abc`, 4501],
    ["with an altered token", () => `${owner.feed}?token=${owner.key.slice(0, -2)}AA`, 4501],
    ["with alg none", () => `${owner.feed}?token=${btoa('{"alg":"none"}')}.${owner.key.split(".")[1]}.`, 4501],
    ["with a key that was never issued", () => `${owner.feed}?token=${sign({ jti: "never" })}`, 4501],
    ["before the key's time", () => `${owner.feed}?token=${sign({ nbf: nowS() + 600 })}`, 4501],
    ["with the operator's token", () => `${owner.feed}?token=${env.ADMIN_TOKEN}`, 4502],
    ["with a publish key", () => `${owner.feed}?token=${sign({ scope: "publish" })}`, 4502],
    ["with an inspect key", () => `${owner.feed}?token=${sign({ scope: "inspect" })}`, 4502],
    ["with another feed's key", () => `${owner.feed}?token=${sign({ sub: "other" })}`, 4502],
    ["with a key that ended over a minute ago", () => `${owner.feed}?token=${sign({ exp: nowS() - 61 })}`, 4002],
    ["with a ticket that just ended", () => `${owner.feed}?token=${sign({ scope: "ticket", exp: nowS() - 1 })}`, 4002],
    ["for a feed that does not exist", () => `ghost?token=${sign({ sub: "ghost" })}`, 4503],
    ["with after alone", () => `${owner.feed}?token=${owner.key}&after=1`, 4500],
    ["with after=-1", () => `${owner.feed}?token=${owner.key}&epoch=${owner.epoch}&after=-1`, 4500],
    ["with after=1e309", () => `${owner.feed}?token=${owner.key}&epoch=${owner.epoch}&after=1e309`, 4500],
    ["with tail and since", () => `${owner.feed}?token=${owner.key}&tail=1&since=1m`, 4500],
    ["with ack=2", () => `${owner.feed}?token=${owner.key}&ack=2`, 4500],
  ])("%s", async (_, path, code) => expect(await ending(`/parties/feed/${path()}`)).toBe(code));

  test("with a bye that says what to do, and never repeats the token", async () => {
    const socket = await openSocket(`/parties/feed/${owner.feed}?token=${owner.key}&tail=x`);
    await socket.until(() => socket.closed !== null);
    expect(socket.of("bye")).toEqual([
      { type: "bye", code: 4500, reason: "malformed-frame", detail: expect.stringContaining("tail") },
    ]);
    expect(socket.texts.join("")).not.toContain(owner.key);
  });

  test("by the thousand, without making a room", async () => {
    const before = (await listDurableObjectIds(env.Feed)).length;
    const codes = await Promise.all(
      Array.from({ length: 300 }, (_, n) => ending(`/parties/feed/ghost-${n}?token=abc`)),
    );
    expect(new Set(codes)).toEqual(new Set([4501]));
    expect((await listDurableObjectIds(env.Feed)).length).toBe(before);
  });
});

describe("a key that just ended", () => {
  test("still opens a socket, since clocks differ", async () => {
    const socket = await openSocket(`/parties/feed/${owner.feed}?token=${sign({ exp: nowS() - 5 })}`);
    await socket.until(() => socket.of("caught_up").length === 1);
    await send("POST", "/v1/events", owner.key, { type: "signal" });
    await socket.until(() => socket.of("events").length === 1);
    socket.raw.close(1000);
  });

  test("closes the socket that it opened before", async () => {
    const socket = await openSocket(`/parties/feed/${owner.feed}?token=${sign({ exp: nowS() + 1 })}`);
    await socket.until(() => socket.of("caught_up").length === 1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await send("POST", "/v1/events", owner.key, { type: "signal" });
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toEqual({ code: 4002, reason: "credentials-expired" });
    expect(socket.of("events")).toEqual([]);
  });
});

describe("the room", () => {
  const upgradeWith = async (fetchRoom: (input: string, init: RequestInit) => Promise<Response>) => {
    const answer = await app.request(
      `/parties/feed/${owner.feed}?token=${owner.key}&bots=a`,
      {
        headers: {
          Upgrade: "websocket",
          Cookie: "a=b",
          "X-Partykit-Props": '{"admin":true}',
          [SUBSCRIBE_HEADER]: '{"keyId":"forged"}',
        },
      },
      { ...env, Feed: { getByName: () => ({ fetch: fetchRoom }) } },
    );
    expect(answer.status).toBe(101);
    return new TestSocket(answer.webSocket!);
  };

  test("sees nothing that a client sent but its wishes", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    let seen: Request | null = null;
    await upgradeWith(async (input, init) => {
      seen = new Request(input, init);
      return new Response(null, { status: 404 });
    });
    expect(new URL(seen!.url).search).toBe("");
    expect([...seen!.headers.keys()].sort()).toEqual(["upgrade", SUBSCRIBE_HEADER]);
    expect(JSON.parse(seen!.headers.get(SUBSCRIBE_HEADER)!)).toEqual({
      v: RPC_VERSION,
      keyId: owner.id,
      start: { kind: "live" },
      filter: { bots: ["a"] },
      snapshot: false,
      ack: false,
    });
  });

  test("that cannot be reached closes 4000, to come back", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const socket = await upgradeWith(() => Promise.reject(new Error("reset")));
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toEqual({ code: 4000, reason: "room-restarting" });
    expect(socket.of("bye")).toEqual([{ type: "bye", code: 4000, reason: "room-restarting", retryAfterMs: 1_000 }]);
  });
});

test("without an Upgrade the address says that it speaks WebSocket", async () => {
  const answer = await call(`/parties/feed/${owner.feed}?token=${owner.key}`);
  expect(answer.status).toBe(426);
  expect(answer.headers.get("Upgrade")).toBe("websocket");
  expect(await answer.json()).toMatchObject({ type: "/problems/upgrade-required" });
});
