import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Connection, decodeAnswer } from "../../../../bench/driver/connection.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function connectTo(listener: Listener, headers = {}): Promise<Connection> {
  const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connection = await Connection.open((server.address() as AddressInfo).port, "/events", headers);
  onTestFinished(() => {
    connection.close();
    server.close();
  });
  return connection;
}

test("posts on one connection go one after another, each with its own answer", async () => {
  let inFlight = 0;
  let mostInFlight = 0;
  const ports = new Set<number | undefined>();
  const connection = await connectTo(
    async (request, response) => {
      mostInFlight = Math.max(mostInFlight, ++inFlight);
      ports.add(request.socket.remotePort);
      const body = (await request.toArray()).join("");
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight--;
      response.end(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
    },
    { authorization: "Bearer k" },
  );
  const answers = await Promise.all(["one", "zwölf", "three"].map((body) => connection.post(body)));
  expect(answers).toEqual(
    ["one", "zwölf", "three"].map((body) => ({ status: 200, body: `POST /events Bearer k ${body}` })),
  );
  expect(mostInFlight).toBe(1);
  expect(ports.size).toBe(1);
});

test("a chunked answer is put together", async () => {
  const connection = await connectTo((_, response) => {
    response.writeHead(503).write("first ");
    setTimeout(() => response.end("second"), 5);
  });
  expect(await connection.post("{}")).toEqual({ status: 503, body: "first second" });
});

test("a connection that ends before its answer fails the post, and the ones behind it", async () => {
  const connection = await connectTo((request) => request.socket.destroy());
  const posts = await Promise.allSettled([connection.post("{}"), connection.post("{}")]);
  expect(posts.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a connection that the server closed meanwhile is opened again when asked", async () => {
  const ports = new Set<number | undefined>();
  const connection = await connectTo((request, response) => {
    ports.add(request.socket.remotePort);
    response.end("ok");
    if (ports.size === 1) response.on("close", () => request.socket.destroy());
  });
  await connection.post("{}");
  await expect.poll(() => connection.isOpen).toBe(false);
  await connection.reopen();
  expect(await connection.post("{}")).toEqual({ status: 200, body: "ok" });
  expect(ports.size).toBe(2);
});

test("an answer without content has no body", () => {
  expect(decodeAnswer(Buffer.from("HTTP/1.1 204 No Content\r\ndate: today\r\n\r\n"))).toEqual({
    status: 204,
    body: "",
  });
});

test("an answer is decoded only when all of its bytes are there", () => {
  for (const whole of [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
  ]) {
    for (let length = 0; length < whole.length; length++) {
      expect(decodeAnswer(Buffer.from(whole.slice(0, length)))).toBeNull();
    }
    expect(decodeAnswer(Buffer.from(whole))).toEqual({ status: 200, body: "hello" });
  }
});
