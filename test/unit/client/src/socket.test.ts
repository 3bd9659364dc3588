/**
 * Partysocket's traps, each with the socket that would fall into it.
 */
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocketServer, WebSocket as NodeWebSocket } from "ws";
import { partySockets, type Socket } from "../../../../client/src/socket.ts";

interface Heard {
  readonly texts: string[];
  readonly ends: (readonly [number, string])[];
  readonly socket: Socket;
}

const opened: Socket[] = [];
const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
  for (const server of servers.splice(0)) server.close();
});

function open(url: string, query: object = {}, rest: object = {}): Heard {
  const texts: string[] = [];
  const ends: (readonly [number, string])[] = [];
  const connect = partySockets({ url, feed: "alice", token: "", ...rest });
  const events = {
    text: (text: string) => void texts.push(text),
    closed: (code: number, reason: string) => void ends.push([code, reason]),
  };
  const socket = connect(query as Record<string, unknown>, events);
  opened.push(socket);
  return { texts, ends, socket };
}

async function serve(): Promise<{ readonly server: WebSocketServer; readonly url: string }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  servers.push(server);
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("the address", () => {
  const addressOf = async (url: string, feed: string, query: object): Promise<string> => {
    const asked: string[] = [];
    class Asked extends EventTarget {
      constructor(address: string) {
        super();
        asked.push(address);
      }
      close(): void {}
    }
    const connect = partySockets({ url, feed, token: "", WebSocket: Asked as never });
    opened.push(connect(query as Record<string, unknown>, { text: () => {}, closed: () => {} }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    return asked[0]!;
  };

  test.each([
    ["https://fillcast.example", "wss://fillcast.example/parties/feed/alice?a=1"],
    ["HTTP://127.0.0.1:8787", "ws://127.0.0.1:8787/parties/feed/alice?a=1"],
    ["http://localhost", "ws://localhost/parties/feed/alice?a=1"],
    ["http://172.2.3.4:8787", "ws://172.2.3.4:8787/parties/feed/alice?a=1"],
    ["https://example.org/app", "wss://example.org/app/parties/feed/alice?a=1"],
  ])("of %s is what it says, whatever partysocket would guess from the host", async (url, expected) => {
    expect(await addressOf(url, "alice", { a: 1 })).toBe(expected);
  });

  test("keeps a feed's id in its segment, and joins lists with commas", async () => {
    expect(await addressOf("https://x.example", "../keys", { types: ["a", "b"] })).toBe(
      "wss://x.example/parties/feed/..%2Fkeys?types=a%2Cb",
    );
  });
});

describe("an end", () => {
  test("of the server's has its code and reason, once", async () => {
    const { server, url } = await serve();
    server.on("connection", (peer) => peer.close(4001, "slow-subscriber"));
    const { ends } = open(url);
    await vi.waitFor(() => expect(ends).toEqual([[4001, "slow-subscriber"]]));
  });

  test("by a broken connection has a code below 4000, and nothing reconnects by itself", async () => {
    const { server, url } = await serve();
    let connections = 0;
    server.on("connection", (peer) => {
      connections++;
      peer.terminate();
    });
    const { ends } = open(url);
    await vi.waitFor(() => expect(ends.length).toBeGreaterThan(0));
    expect(ends[0]![0]).toBeLessThan(4000);
    await delay(300);
    expect(connections).toBe(1);
  });

  test("comes where nobody listens, and where the server is none", async () => {
    const refused = open("http://127.0.0.1:9");
    await vi.waitFor(() => expect(refused.ends.length).toBeGreaterThan(0));
    const tcp = createTcpServer((peer) => peer.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")).listen(
      0,
      "127.0.0.1",
    );
    servers.push(tcp);
    await once(tcp, "listening");
    const { ends } = open(`http://127.0.0.1:${(tcp.address() as AddressInfo).port}`);
    await vi.waitFor(() => expect(ends.length).toBeGreaterThan(0));
  });

  test("comes where the constructor throws, of which partysocket has no close event", async () => {
    const throws = function (): void {
      throw new TypeError("mixed content");
    };
    const { ends } = open("http://127.0.0.1:9", {}, { WebSocket: throws });
    await vi.waitFor(() => expect(ends).toEqual([[1006, ""]]));
  });
});

test("texts pass both ways, over a WebSocket of the app's own too", async () => {
  const { server, url } = await serve();
  const heard: string[] = [];
  server.on("connection", (peer) => {
    peer.on("message", (bytes: Buffer) => {
      heard.push(bytes.toString());
      peer.send("pong");
    });
    peer.send("hello");
  });
  const { texts, socket } = open(url, {}, { WebSocket: NodeWebSocket });
  await vi.waitFor(() => expect(texts).toEqual(["hello"]));
  socket.send("ping");
  await vi.waitFor(() => expect(texts).toEqual(["hello", "pong"]));
  expect(heard).toEqual(["ping"]);
});

test("a socket that is closed before it has opened never opens", async () => {
  const { server, url } = await serve();
  let connections = 0;
  server.on("connection", () => connections++);
  open(url).socket.close();
  await delay(200);
  expect(connections).toBe(0);
});
