/**
 * The fault proxy over real sockets: an echo server behind it, and what its client feels of each fault.
 */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../../../scripts/prove/fault-proxy.ts";
import { type Fault } from "../../../../scripts/prove/faults.ts";

/** A server that sends back what it gets, a proxy before it, and a client of that. */
async function createLine(...faults: Fault[]) {
  const served: Socket[] = [];
  const server = createServer((socket) => {
    served.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = await startFaultProxy(
    () => `http://127.0.0.1:${port}`,
    () => faults,
  );
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  return { proxy, served, ...(await openClient(proxy)) };
}

async function openClient(proxy: FaultProxy) {
  const client = connect({ host: "127.0.0.1", port: Number(new URL(proxy.origin).port) });
  const got: Buffer[] = [];
  let isClosed = false;
  client.on("data", (chunk) => got.push(chunk));
  client.on("error", () => undefined);
  client.on("close", () => (isClosed = true));
  await once(client, "connect");
  onTestFinished(() => void client.destroy());
  const received = (): string => Buffer.concat(got).toString();
  return { client, received, closed: () => isClosed };
}

async function until(condition: () => boolean, limitMs = 3_000): Promise<void> {
  for (const deadline = Date.now() + limitMs; !condition(); await delay(5)) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms`);
  }
}

test("without a fault everything passes, also much of it, and an end is passed on", async () => {
  const { client, received, closed, proxy } = await createLine();
  const much = "0123456789".repeat(200_000);
  client.write(much);
  await until(() => received().length === much.length);
  expect(received()).toBe(much);
  client.end();
  await until(closed);
  expect(proxy.connections).toBe(1);
});

test("a cut is felt at both ends", async () => {
  const { client, received, closed, served, proxy } = await createLine({ kind: "cut", afterMs: 100 });
  client.write("before");
  await until(() => received() === "before");
  await until(closed);
  await until(() => served[0]!.destroyed);
  expect(proxy.counts.cut).toBe(1);
});

test("a cut within an answer lets exactly that many bytes through", async () => {
  const { client, received, closed, proxy } = await createLine({ kind: "cut-within", afterBytes: 12 });
  client.write("whole, ");
  await until(() => received() === "whole, ");
  client.write("and torn apart");
  await until(closed);
  expect(received()).toBe("whole, and t");
  expect(proxy.counts["cut-within"]).toBe(1);
});

test.each([[["up"]], [["down"]], [["up", "down"]]] as const)(
  "a stall %j holds everything back, and then lets it go",
  async (ways) => {
    const startMs = performance.now();
    const { client, received, closed } = await createLine({ kind: "stall", afterMs: 20, forMs: 500, ways });
    await delay(60);
    client.write("held");
    await until(() => received() === "held");
    // It began after the start, however busy the machine is.
    expect(performance.now() - startMs).toBeGreaterThan(500);
    expect(closed()).toBe(false);
  },
);

test("a half-open connection is silent and stays open for the client, when its server has long gone", async () => {
  const { client, received, closed, served } = await createLine({ kind: "half-open", afterMs: 20, serverMs: 150 });
  await delay(60);
  client.write("lost");
  await until(() => served[0]!.destroyed);
  await delay(100);
  expect([received(), closed()]).toEqual(["", false]);
});

test("a thin line takes its time and loses nothing", async () => {
  const { client, received } = await createLine({ kind: "slow", afterMs: 0, forMs: 60_000, bytesPerS: 400_000 });
  await delay(20);
  const startedMs = Date.now();
  const much = "x".repeat(300_000);
  client.write(much);
  await until(() => received().length === much.length);
  expect(Date.now() - startedMs).toBeGreaterThan(200);
});

test("in peace no new connection has a fault, and what was held is let go", async () => {
  const { client, received, proxy } = await createLine({ kind: "stall", afterMs: 0, forMs: 60_000, ways: ["down"] });
  await delay(40);
  client.write("held");
  await delay(60);
  expect(received()).toBe("");
  proxy.makePeace();
  await until(() => received() === "held");
  const later = await openClient(proxy);
  later.client.write("free");
  await until(() => later.received() === "free");
  expect(proxy.counts.stall).toBe(1);
});

test("a server that is not there closes the connection", async () => {
  const proxy = await startFaultProxy(
    () => "http://127.0.0.1:1",
    () => [],
  );
  onTestFinished(() => proxy.close());
  const { closed } = await openClient(proxy);
  await until(closed);
});
