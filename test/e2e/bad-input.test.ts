/**
 * What anybody may send to the started server, byte by byte: requests that no HTTP library would write, frames that no client
 * would send, sockets by the thousand. Each gets its answer, and the process, the feed and the other feeds go on.
 */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createFeed, createKey, post } from "../support/api.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { subscribe, type Subscriber } from "../support/subscriber.ts";

const FEED = "target";
const BESIDE = "beside";

let server: StartedServer;
let key: string;
let besideKey: string;
let epoch: string;
/** Readers who are there all the time. */
let watchers: { readonly subscriber: Subscriber; readonly key: string }[];
beforeAll(async () => {
  server = await startServer();
  key = await createFeed(server.origin, server.adminToken, FEED);
  besideKey = await createFeed(server.origin, server.adminToken, BESIDE);
  watchers = [
    { subscriber: await subscribe(server.origin, FEED, key), key },
    { subscriber: await subscribe(server.origin, BESIDE, besideKey), key: besideKey },
  ];
  for (const { subscriber } of watchers) await subscriber.until(({ frames }) => frames.length === 2);
  const welcome = watchers[0]!.subscriber.frames[0]!;
  if (welcome.type !== "welcome") throw new Error(`A ${welcome.type} came first.`);
  ({ epoch } = welcome);
});
afterAll(async () => {
  for (const { subscriber } of watchers) subscriber.close();
  await server.stop();
});

/** Both feeds take an event and deliver it to who was there before, on the connection of before. */
afterEach(async () => {
  for (const watcher of watchers) {
    const { events } = watcher.subscriber;
    const answer = await post(`${server.origin}/v1/events`, watcher.key, { type: "signal" });
    expect(answer.status).toBe(200);
    const { seq } = JSON.parse(await answer.text()) as { seq: number };
    await watcher.subscriber.until(() => events.length === seq, 60_000);
  }
  expect(server.child.exitCode).toBeNull();
});

async function dial(): Promise<Socket> {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Everything that comes back for these bytes, until the server closes the connection or says that it closes the socket. */
async function exchange(bytes: string | Buffer): Promise<string> {
  const socket = await dial();
  let answer = "";
  socket.setEncoding("latin1");
  const ended = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk: string) => {
      answer += chunk;
      if (answer.startsWith("HTTP/1.1 101") && closeCodeOf(answer) !== null) resolve();
    });
    socket.on("close", () => resolve());
    const words = bytes.toString("latin1").slice(0, 200);
    setTimeout(() => reject(new Error(`Not within 10 s: an answer to ${words}`)), 10_000).unref();
  });
  socket.write(bytes);
  await ended;
  socket.destroy();
  return answer;
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
const problemOf = (answer: string) => /"type":"\/problems\/([\w-]+)"/.exec(answer)?.[1];
const requestOf = (target: string, headers: readonly string[] = [], method = "GET") =>
  [`${method} ${target} HTTP/1.1`, "Host: edge.test", ...headers, "", ""].join("\r\n");
const upgradeHeaders = () => [
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
];

/** The close code in what the server wrote after its 101. */
function closeCodeOf(answer: string): number | null {
  const bytes = Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1");
  for (let at = 0; at < bytes.length;) {
    const [first = 0, second = 0] = bytes.subarray(at);
    const length = second < 126 ? second : bytes.readUInt16BE(at + 2);
    const start = at + (second < 126 ? 2 : 4);
    if ((first & 0x0f) === 8) return bytes.readUInt16BE(start);
    at = start + length;
  }
  return null;
}

describe("a request line", () => {
  const long = "a".repeat(65);
  test.each([
    ["with a feed of two dots", "/v1/feeds/../x/events", 404, "not-found"],
    ["with a feed of encoded dots", "/v1/feeds/%2e%2e/x/events", 404, "not-found"],
    ["with encoded dots and a slash", "/v1/feeds/..%2fx/events", 403, "forbidden"],
    ["with a feed of 65 characters", `/v1/feeds/${long}/events`, 403, "forbidden"],
    ["with an encoded letter", "/v1/feeds/%74arget/events", 403, "forbidden"],
    ["with an empty feed", "/v1/feeds//events", 404, "not-found"],
    ["with a NUL", "/v1/feeds/target%00/events", 403, "forbidden"],
    ["with broken escapes", "/v1/feeds/%/%zz", 404, "not-found"],
    ["with a full address of another host", `http://elsewhere.test/v1/feeds/${long}/events`, 403, "forbidden"],
    ["with an epoch that is none", `/v1/feeds/${FEED}/pages/1?epoch=../x`, 400, "invalid-request"],
    ["with a page beyond numbers", `/v1/feeds/${FEED}/pages/1e309`, 404, "page-not-found"],
    ["with a cursor beyond numbers", `/v1/feeds/${FEED}/events?after=1e309`, 400, "invalid-request"],
    ["with a limit below zero", `/v1/feeds/${FEED}/events?limit=-1`, 400, "invalid-request"],
  ])("%s gets its answer", async (_, target, status, problem) => {
    const answer = await exchange(requestOf(target, [`Authorization: Bearer ${key}`, "Connection: close"]));
    expect([statusOf(answer), problemOf(answer)]).toEqual([status, problem]);
    expect(answer).not.toContain("at Object");
  });

  test.each([
    ["with dots", ".."],
    ["with encoded dots", "%2e%2e"],
    ["with encoded dots and a slash", "..%2fx"],
    ["with 65 characters", long],
    ["with an encoded letter", "%74arget"],
    ["with a NUL", "target%00"],
  ])("of an upgrade %s is accepted and closed 4503", async (_, feed) => {
    const answer = await exchange(requestOf(`/parties/feed/${feed}?token=${key}`, upgradeHeaders()));
    expect([statusOf(answer), closeCodeOf(answer)]).toEqual([101, 4503]);
  });

  test("of any other kind is refused, and no room is made", async () => {
    const rooms = async () => {
      const answer = await fetch(`${server.origin}/v1/rooms`, {
        headers: { authorization: `Bearer ${server.adminToken}` },
      });
      return (JSON.parse(await answer.text()) as { rooms: { feed: string }[] }).rooms.map(({ feed }) => feed);
    };
    for (const bytes of [
      "\r\n\r\nnonsense\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
      requestOf("/v1/events", ["Content-Length: -1"], "POST"),
      requestOf("/v1/events", ["Content-Length: 1e309"], "POST"),
      `${requestOf("/v1/events", ["Transfer-Encoding: chunked", "Content-Length: 5", "Connection: close"], "POST")}zz\r\n`,
      Buffer.concat([Buffer.from([0]), randomBytes(3_000), Buffer.from("\r\n\r\n")]),
    ]) {
      expect([400, 401]).toContain(statusOf(await exchange(bytes)));
    }
    expect(await rooms()).toEqual([BESIDE, FEED]);
  });
});

/** A client's frame: `first` is the byte of FIN and opcode. */
function frameOf(first: number, payload: Buffer, masked = true): Buffer {
  const length =
    payload.length < 126
      ? Buffer.from([payload.length])
      : payload.length < 65_536
        ? Buffer.from([126, payload.length >> 8, payload.length & 255])
        : Buffer.concat([Buffer.from([127, 0, 0, 0, 0]), uint32(payload.length)]);
  if (!masked) return Buffer.concat([Buffer.from([first]), length, payload]);
  length[0] = length[0]! | 0x80;
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), payload]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const TEXT = 0x81;
const BINARY = 0x82;

describe("a frame of a client", () => {
  const text = (value: string) => frameOf(TEXT, Buffer.from(value));
  test.each<[string, () => Buffer, readonly (number | null)[]]>([
    ["that is binary", () => frameOf(BINARY, randomBytes(10)), [4500]],
    ["that is empty", () => text(""), [4500]],
    ["that is no JSON", () => text("hello"), [4500]],
    ["that is JSON and no object", () => text("[1]"), [4500]],
    ["of 5,000 characters", () => text(`{"type":"x","pad":"${"x".repeat(5_000)}"}`), [4500]],
    ["of a megabyte", () => text("x".repeat(1 << 20)), [4500]],
    ["of a megabyte of bytes", () => frameOf(BINARY, randomBytes(1 << 20)), [4500]],
    ["10,000 levels deep", () => text("[".repeat(4_000)), [4500]],
    ["with a seq beyond numbers", () => text('{"type":"ack","seq":1e309}'), [4500]],
    ["with a seq below zero", () => text('{"type":"ack","seq":-1}'), [4500]],
    [
      "in two pieces",
      () => Buffer.concat([frameOf(0x01, Buffer.from("hel")), frameOf(0x80, Buffer.from("lo"))]),
      [4500],
    ],
    // These are the runtime's own to refuse: it may close, or cut the connection.
    ["of forty megabytes", () => text("x".repeat(40 * 1024 * 1024)), [1009, null]],
    ["that is not UTF-8", () => frameOf(TEXT, Buffer.from([0xff, 0xfe, 0x41])), [4500, 1007, 1002, null]],
    ["that is not masked", () => frameOf(TEXT, Buffer.from("hello"), false), [4500, 1002, null]],
    ["with reserved bits", () => frameOf(0xf1, Buffer.from("hello")), [1002, null]],
    ["of an unknown opcode", () => frameOf(0x8b, Buffer.from("hello")), [1002, null]],
    ["that goes on with nothing", () => frameOf(0x80, Buffer.from("hello")), [1002, null]],
    [
      "that says it has 8 exabytes",
      () => Buffer.concat([Buffer.from([TEXT, 255, 127]), randomBytes(11)]),
      [1009, 1002, null],
    ],
  ])("%s ends its own connection", async (_, toBytes, codes) => {
    const request = requestOf(`/parties/feed/${FEED}?token=${key}`, upgradeHeaders());
    const answer = await exchange(Buffer.concat([Buffer.from(request), toBytes()]));
    expect(statusOf(answer)).toBe(101);
    expect(codes).toContain(closeCodeOf(answer));
  });

  test("of an unknown type is ignored, a thousand of them too", async () => {
    const socket = new WebSocket(`${server.origin.replace("http", "ws")}/parties/feed/${FEED}?token=${key}`);
    await once(socket, "open");
    for (let n = 0; n < 1_000; n++) socket.send(JSON.stringify({ type: `later-${n}`, value: "x".repeat(1_000) }));
    socket.send(JSON.stringify({ type: "ping", c: 7 }));
    const pong = new Promise<void>((resolve) => {
      socket.on("message", (data: Buffer) => data.toString().includes('"c":7') && resolve());
    });
    await pong;
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  test("that is never finished holds up nobody", async () => {
    const half = await dial();
    half.write(requestOf(`/parties/feed/${FEED}?token=${key}`, upgradeHeaders()));
    await once(half, "data");
    half.write(frameOf(TEXT, Buffer.from('{"type":"ping","c":1}')).subarray(0, 9));
    const silent = await dial();
    silent.write("GET /v1/health HTTP/1.1\r\nHost:");
    const answer = await post(`${server.origin}/v1/events`, key, { type: "signal" });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    half.destroy();
    silent.destroy();
  });
});

describe("two thousand sockets", () => {
  /** Opens it and resolves with the code of its `bye`. */
  const byeOf = (query: string) =>
    new Promise<number>((resolve, reject) => {
      const address = `${server.origin.replace("http", "ws")}/parties/feed/${FEED}?${query}`;
      const socket = new WebSocket(address, { perMessageDeflate: false });
      socket.on("error", reject);
      socket.on("close", resolve);
    });

  test("that are all wrong are each told why", { timeout: 300_000 }, async () => {
    const publishKey = await createKey(server.origin, key, FEED, { scope: "publish", bot: "b" });
    const forged = createHash("sha256").update(key).digest("base64url");
    const kinds = [
      [`token=${key}&epoch=${epoch}&after=1e309`, 4500],
      [`token=${key}&epoch=${epoch}&after=-1`, 4500],
      [`token=${key}&after=1`, 4500],
      ["", 4501],
      [`token=${forged}`, 4501],
      [`token=${publishKey}`, 4502],
      [`token=${besideKey}`, 4502],
      [`token=${key}&v=2`, 4504],
    ] as const;
    const wanted = Array.from({ length: 2_000 }, (_, n) => kinds[n % kinds.length]!);
    const codes = await Promise.all(wanted.map(([query]) => byeOf(query)));
    expect(codes).toEqual(wanted.map(([, code]) => code));
  });

  test("with positions of another epoch are reset, and all get the next event", { timeout: 300_000 }, async () => {
    const position = new URLSearchParams({ epoch: "000000001", after: "5" });
    const query = Object.fromEntries(position);
    const sockets: Subscriber[] = [];
    while (sockets.length < 2_000) {
      sockets.push(
        ...(await Promise.all(Array.from({ length: 250 }, () => subscribe(server.origin, FEED, key, query)))),
      );
    }
    const answer = await post(`${server.origin}/v1/events`, key, { id: "for-all", type: "signal" });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    for (const socket of sockets) await socket.until(({ events }) => events.length > 0, 120_000);
    for (const { frames, events } of sockets) {
      expect(frames.find(({ type }) => type === "reset")).toMatchObject({ reason: "epoch", epoch });
      expect(events.map(({ id }) => id)).toEqual(["for-all"]);
    }
    for (const socket of sockets) socket.close();
  });
});

describe("a socket that says goodbye", () => {
  test.each([
    ["without a code, as a browser's does", undefined, 1000],
    ["with the usual code", 1000, 1000],
    ["with a code of its own", 3001, 3001],
  ])("%s is answered at once", async (_, code, answered) => {
    const socket = new WebSocket(`${server.origin.replace("http", "ws")}/parties/feed/${FEED}?token=${key}`);
    await once(socket, "message");
    const closed = once(socket, "close", { signal: AbortSignal.timeout(3_000) });
    socket.close(code);
    expect((await closed)[0]).toBe(answered);
  });
});
